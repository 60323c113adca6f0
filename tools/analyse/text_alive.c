/* SPDX-License-Identifier: MIT */
/* What is alive at the end and no leak, in words. */

#include "text_words.h"

enum { OTHERS_SHOWN = 5 };

static void kind_words(FILE *file, const struct leak_group *group)
{
    const struct facts *facts = &group->largest;
    const char *kind = group->key.kind == TL_KIND_UNKNOWN ? "object of unknown kind" : kind_name(group->key.kind);
    fprintf(file, "%s %s%s", words_grouped(group->objects).text, kind,
            group->key.kind == TL_KIND_UNKNOWN ? "" : words_plural(group->objects));
    if (group->key.name[0]) {
        fprintf(file, " \"%s\"", group->key.name);
    }
    if (group->key.kind == TL_KIND_TENSOR) {
        fprintf(file, "%s %s x %s on %s", group->objects == 1 ? "," : ", such as", words_grouped(facts->elements).text,
                dtype_name(facts->dtype), facts->account->device->name);
    }
}

/* True when another group's line says the same: then the scope that holds them is what differs. */
static bool has_twin(const struct process *process, const struct leak_group *group)
{
    for (size_t i = 0; i < process->leaks.groups.count; i++) {
        const struct leak_group *other = process->leaks.groups.entries[i];
        if (other != group && other->key.verdict == group->key.verdict && other->key.name == group->key.name &&
            other->key.kind == group->key.kind && other->key.site == group->key.site &&
            other->key.device == group->key.device && other->key.inherited == group->key.inherited) {
            return true;
        }
    }
    return false;
}

static void holder_words(FILE *file, const struct process *process, const struct leak_group *group)
{
    char site[SITE_TEXT_BYTES];
    if (!group->key.held) {
        fprintf(file, ", in no scope");
    } else if (group->key.scope_site == 0) {
        fprintf(file, ", in the global scope");
    } else {
        site_text(&process->sites, group->key.scope_site, site, sizeof(site));
        fprintf(file, ", in the scope entered at %s", site);
    }
}

/* Groups alive under a verdict that is no leak, largest first; of what the pool keeps the sum is enough. */
static void other_groups(FILE *file, const struct process *process, size_t line)
{
    size_t shown = 0;
    for (size_t i = 0; line != VERDICT_POOLED && i < process->leaks.groups.count && shown < OTHERS_SHOWN; i++) {
        const struct leak_group *group = process->leaks.groups.entries[i];
        char site[SITE_TEXT_BYTES];
        if ((group->key.inherited ? VERDICTS : group->key.verdict) != line) {
            continue;
        }
        shown++;
        site_text(&process->sites, group->key.site, site, sizeof(site));
        fprintf(file, "      ");
        kind_words(file, group);
        fprintf(file, "%s, first seen at %s", words_having(group->bytes, group->size_unknown).text, site);
        if (has_twin(process, group)) {
            holder_words(file, process, group);
        }
        fputc('\n', file);
    }
}

/* What is alive without being a leak. */
void text_others(FILE *file, const struct process *process, const struct colours *colours)
{
    uint64_t objects[VERDICTS + 1] = {0};
    uint64_t bytes[VERDICTS + 1] = {0};
    uint64_t size_unknown[VERDICTS + 1] = {0};
    bool headed = false;
    for (size_t i = 0; i < process->leaks.groups.count; i++) {
        const struct leak_group *group = process->leaks.groups.entries[i];
        size_t line = group->key.inherited ? VERDICTS : group->key.verdict;
        objects[line] += group->objects;
        bytes[line] += group->bytes;
        size_unknown[line] += group->size_unknown;
    }
    for (size_t i = 0; i <= VERDICTS; i++) {
        if (objects[i] == 0 || (i < VERDICTS && verdict_is_leak(i))) {
            continue;
        }
        if (!headed) {
            words_heading(file, "Alive at the end, and no leak:", colours);
        }
        headed = true;
        fprintf(file, "   %s: %s object%s%s (%s)\n", i < VERDICTS ? verdict_name(i) : "inherited",
                words_grouped(objects[i]).text, words_plural(objects[i]), words_having(bytes[i], size_unknown[i]).text,
                i < VERDICTS ? verdict_meaning(i) : "made by the parent process before the fork");
        other_groups(file, process, i);
    }
}
