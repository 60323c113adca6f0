/* SPDX-License-Identifier: MIT */
/* What memcheck found, for people: its sums, the ledgers of the objects concerned, the leaks that both know. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sanitizer.h"
#include "shown.h"
#include "text_words.h"

enum { OBJECTS_SHOWN = 10 };

static void errors_line(FILE *file, const struct memchecked_amount *amount)
{
    fprintf(file, " %s error%s", words_grouped(amount->errors).text, words_plural(amount->errors));
    if (amount->times > amount->errors) {
        fprintf(file, " (seen %s times)", words_grouped(amount->times).text);
    }
}

static void leaks_line(FILE *file, const struct memchecked_amount *amount)
{
    static const char *const words[MEMCHECK_KINDS] = {[MEMCHECK_LOST] = "definitely lost",
                                                      [MEMCHECK_LOST_INDIRECTLY] = "indirectly lost",
                                                      [MEMCHECK_LOST_POSSIBLY] = "possibly lost",
                                                      [MEMCHECK_REACHABLE] = "still reachable",
                                                      [MEMCHECK_DEVICE_LEAK] = "leaked on the device"};
    for (size_t kind = MEMCHECK_LOST; kind < MEMCHECK_KINDS; kind++) {
        if (amount->blocks[kind] > 0) {
            fprintf(file, "; %s %s in %s block%s", words[kind], words_size(amount->bytes[kind]).text,
                    words_grouped(amount->blocks[kind]).text, words_plural(amount->blocks[kind]));
        }
    }
}

static void doubts_lines(FILE *file, const struct memcheck_file *told, const struct colours *colours)
{
    if (told->fault) {
        fprintf(file, "   %s%s could not be read whole: %s%s\n", colours->warning, path_last_part(told->path),
                told->fault, colours->off);
    } else if (!told->finished) {
        fprintf(file, "   %smemcheck did not see the end of the process: leaks were not looked for%s\n",
                colours->warning, colours->off);
    }
    if (told->fatal[0]) {
        char *signal = shown_copy(told->fatal);
        fprintf(file, "   %sended by %s%s\n", colours->warning, signal, colours->off);
        free(signal);
    }
}

static void entry_line(FILE *file, const struct process *process, const struct ledger_entry *entry)
{
    char text[SITE_TEXT_BYTES];
    site_text(&process->sites, entry->site, text, sizeof(text));
    fprintf(file, "      %-20s %s", ledger_op_role(entry->op), text);
    if (entry->scope != 0) {
        fprintf(file, ", scope %" PRIu32, entry->scope);
    }
    fprintf(file, "; count %u\n", entry->count);
}

static void object_lines(FILE *file, const struct process *process, const struct sighting *sighting)
{
    const struct facts *facts = &sighting->last.facts;
    char text[SITE_TEXT_BYTES];
    site_text(&process->sites, facts->site, text, sizeof(text));
    fprintf(file, "   Object %" PRIu32 ": %s%s%s%s%s%s, first seen at %s\n", sighting->last.number,
            facts->kind == TL_KIND_UNKNOWN ? "block of unknown kind" : kind_name(facts->kind),
            facts_name(facts)[0] ? " \"" : "", facts_name(facts), facts_name(facts)[0] ? "\"" : "",
            facts->bytes > 0 ? ", " : "", facts->bytes > 0 ? words_size(facts->bytes).text : "", text);
    if (sighting->last.born_in.site != 0) {
        site_text(&process->sites, sighting->last.born_in.site, text, sizeof(text));
        fprintf(file, "      %-20s %s\n", "in the scope of", text);
    }
    for (size_t i = 0; i < sighting->entry_count; i++) {
        entry_line(file, process, &sighting->entries[i]);
    }
    fprintf(file, "      %s\n", sighting->ended ? fate_name(sighting->fate) : "alive when the trace ends");
}

/* Each object once, however many errors are about it. */
static void objects_lines(FILE *file, const struct process *process)
{
    const struct memchecked *memchecked = process->memchecked;
    size_t shown = 0;
    for (size_t i = 0; i < memchecked->count && shown < OBJECTS_SHOWN; i++) {
        const struct sighting *object = memchecked->errors[i].object;
        bool told = object == NULL;
        for (size_t before = 0; before < i && !told; before++) {
            told = memchecked->errors[before].object == object;
        }
        if (!told) {
            object_lines(file, process, object);
            shown++;
        }
    }
}

static void leak_lines(FILE *file, const struct process *process)
{
    char text[SITE_TEXT_BYTES];
    for (size_t i = 0; i < process->memchecked->count; i++) {
        const struct memchecked_error *error = &process->memchecked->errors[i];
        const struct leak_group *group = error->group;
        if (group && error->told->final && error->told->kind != MEMCHECK_REACHABLE) {
            site_text(&process->sites, group->key.cause, text, sizeof(text));
            fprintf(file, "   Lost: %s in %s block%s, matched by stack%s: %s%s%s, %s, %s\n",
                    words_size(error->told->leaked_bytes).text, words_grouped(error->told->leaked_blocks).text,
                    words_plural(error->told->leaked_blocks), error->alike > 1 ? " (not alone)" : "",
                    kind_name(group->key.kind), group->key.name[0] ? " " : "", group->key.name,
                    verdict_name(group->key.verdict), text);
        }
    }
}

void text_memcheck(FILE *file, const struct process *process, const struct colours *colours)
{
    if (!process->memchecked) {
        return;
    }
    const struct memchecked_amount amount = memchecked_amount(process->memchecked->file);
    const bool on_device = strcmp(process->memchecked->file->tool, SANITIZER_TOOL) == 0;
    fprintf(file, "\n%s%s:%s", colours->strong, on_device ? "Compute-sanitizer" : "Memcheck", colours->off);
    errors_line(file, &amount);
    leaks_line(file, &amount);
    if (amount.suppressed > 0) {
        fprintf(file, "; %s suppressed", words_grouped(amount.suppressed).text);
    }
    fprintf(file, "\n");
    doubts_lines(file, process->memchecked->file, colours);
    objects_lines(file, process);
    leak_lines(file, process);
}
