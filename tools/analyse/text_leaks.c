/* SPDX-License-Identifier: MIT */
/* What is alive at the end, in words: leaks first, then what is no leak. */
#include <inttypes.h>

#include "text_words.h"

enum { OTHERS_SHOWN = 5 };

static void kind_words(FILE *file, const struct leak_group *group)
{
    const struct facts *facts = &group->largest;
    const char *kind = group->key.kind == TL_KIND_UNKNOWN ? "object of unknown kind" : kind_name(group->key.kind);
    fprintf(file, "%" PRIu64 " %s%s", group->objects, kind,
            group->key.kind == TL_KIND_UNKNOWN ? "" : words_plural(group->objects));
    if (group->key.name[0]) {
        fprintf(file, " \"%s\"", group->key.name);
    }
    if (group->key.kind == TL_KIND_TENSOR) {
        fprintf(file, ", such as %" PRIu64 " x %s on %s", facts->elements, dtype_name(facts->dtype),
                device_name(facts->device));
    }
}

static void holder_lines(FILE *file, const struct process *process, const struct leak_group *group)
{
    if (!group->key.held || group->key.scope_site == 0) {
        return;
    }
    words_site(file, process, "scope entered at", group->key.scope_site);
    fprintf(file, "   %-20s scope %" PRIu32 " at depth %" PRIu32, "", group->scope, group->scope_depth);
    words_thread(file, group->scope_thread);
    fprintf(file, "\n");
}

static void example_line(FILE *file, const struct process *process, const struct leak_group *group)
{
    const struct leak_example *example = &group->examples[0];
    char size[AMOUNT_BYTES];
    char born[AMOUNT_BYTES];
    fprintf(file,
            "   %-20s object %" PRIu32 " at 0x%" PRIx64 ", %s, count %" PRIu32 ", listed %" PRIu32
            " time%s, seen first after %s\n",
            "for example", example->object, example->pointer, words_bytes(example->facts.bytes, size), example->count,
            example->records, words_plural(example->records), words_time(example->born_ns - process->first_ns, born));
}

static void group_lines(FILE *file, const struct process *process, const struct leak_group *group, size_t number)
{
    char size[AMOUNT_BYTES];
    fprintf(file, "\n%zu. %s: ", number, verdict_name(group->key.verdict));
    kind_words(file, group);
    fprintf(file, ", %s%s\n", words_bytes(group->bytes, size), group->size_unknown > 0 ? " (sizes not all known)" : "");
    fprintf(file, "   %s\n", verdict_meaning(group->key.verdict));
    words_site(file, process, "first seen at", group->key.site);
    if (group->key.verdict == VERDICT_MOVED_COUNTED_TWICE || group->key.verdict == VERDICT_MOVED_NEVER_TAKEN) {
        words_sites(file, process, "unregistered at", &group->unregistered);
    }
    if (group->key.verdict == VERDICT_MOVED_COUNTED_TWICE) {
        words_sites(file, process, "registered again at", &group->registered);
    }
    if (group->key.verdict == VERDICT_OVER_ACQUIRED) {
        words_sites(file, process, "acquired at", &group->acquired);
        words_sites(file, process, "released at", &group->released);
    }
    holder_lines(file, process, group);
    example_line(file, process, group);
}

void text_leaks(FILE *file, const struct process *process, bool certain)
{
    const struct leaks *leaks = &process->leaks;
    char size[AMOUNT_BYTES];
    size_t number = 0;
    for (size_t i = 0; i < leaks->groups.count; i++) {
        const struct leak_group *group = leaks->groups.entries[i];
        number += verdict_is_leak(group->key.verdict) && !group->key.inherited;
    }
    if (number == 0) {
        fprintf(file, certain ? "\nNo leaks.\n" : "\nNo leaks seen; see above why that is not certain.\n");
        return;
    }
    fprintf(file, "\nLEAKS: %" PRIu64 " object%s, %s, in %zu group%s\n", leaks->objects, words_plural(leaks->objects),
            words_bytes(leaks->bytes, size), number, words_plural(number));
    for (size_t i = 0; i < number && i < GROUPS_SHOWN; i++) {
        group_lines(file, process, leaks->groups.entries[i], i + 1);
    }
    if (number > GROUPS_SHOWN) {
        fprintf(file, "\n   ... and %zu more groups: they are in the JSON report\n", number - GROUPS_SHOWN);
    }
}

/* Groups alive under a verdict that is no leak, largest first; of what the pool keeps the sum is enough. */
static void other_groups(FILE *file, const struct process *process, size_t line)
{
    size_t shown = 0;
    for (size_t i = 0; line != VERDICT_POOLED && i < process->leaks.groups.count && shown < OTHERS_SHOWN; i++) {
        const struct leak_group *group = process->leaks.groups.entries[i];
        char size[AMOUNT_BYTES];
        char site[SITE_TEXT_BYTES];
        if ((group->key.inherited ? VERDICTS : group->key.verdict) != line) {
            continue;
        }
        shown++;
        site_text(&process->sites, group->key.site, site, sizeof(site));
        fprintf(file, "      ");
        kind_words(file, group);
        fprintf(file, ", %s, first seen at %s\n", words_bytes(group->bytes, size), site);
    }
}

/* What is alive without being a leak. */
void text_others(FILE *file, const struct process *process)
{
    uint64_t objects[VERDICTS + 1] = {0};
    uint64_t bytes[VERDICTS + 1] = {0};
    char size[AMOUNT_BYTES];
    bool headed = false;
    for (size_t i = 0; i < process->leaks.groups.count; i++) {
        const struct leak_group *group = process->leaks.groups.entries[i];
        size_t line = group->key.inherited ? VERDICTS : group->key.verdict;
        objects[line] += group->objects;
        bytes[line] += group->bytes;
    }
    for (size_t i = 0; i <= VERDICTS; i++) {
        if (objects[i] == 0 || (i < VERDICTS && verdict_is_leak(i))) {
            continue;
        }
        fprintf(file, "%s", headed ? "" : "\nAlive at the end, and no leak:\n");
        headed = true;
        fprintf(file, "   %s: %" PRIu64 " object%s, %s (%s)\n", i < VERDICTS ? verdict_name(i) : "inherited",
                objects[i], words_plural(objects[i]), words_bytes(bytes[i], size),
                i < VERDICTS ? verdict_meaning(i) : "made by the parent process before the fork");
        other_groups(file, process, i);
    }
}
