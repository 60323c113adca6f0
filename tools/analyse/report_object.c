/* SPDX-License-Identifier: MIT */
/* All that was done to one object, as text and as JSON. */
#include <inttypes.h>
#include <stdlib.h>

#include "print.h"
#include "text_words.h"

static void entry_line(FILE *file, const struct process *process, const struct story_entry *told)
{
    char text[SITE_TEXT_BYTES];
    const struct ledger_entry *entry = &told->entry;
    site_text(&process->sites, entry->site, text, sizeof(text));
    fprintf(file, "   %12s  %-20s %s", words_time(told->time_ns - process->first_ns).text, ledger_op_role(entry->op),
            text);
    if (site_caller_text(&process->sites, entry->site, text, sizeof(text))) {
        fprintf(file, ", called by %s", text);
    }
    if (entry->scope != 0) {
        fprintf(file, ", scope %" PRIu32, entry->scope);
    }
    fprintf(file, "; count %u\n", entry->count);
}

static uint32_t count_of(const struct story *story)
{
    return story->count > 0 ? story->entries[story->count - 1].entry.count : story->last.count;
}

static void end_line(FILE *file, const struct process *process, const struct story *story)
{
    if (story->ended) {
        fprintf(file, "   %12s  %s\n", words_time(story->ended_ns - process->first_ns).text, fate_name(story->fate));
    } else {
        fprintf(file, "   %12s  alive when the trace ends, count %" PRIu32 "\n", "", count_of(story));
    }
}

/* Nothing of what is on the CPU. */
static void device_line(FILE *file, const struct facts *facts)
{
    const struct device *device = facts->account->device;
    if (device->certain) {
        fprintf(file, "   %12s  on %s, made on stream 0x%" PRIx64 "\n", "", device->name, facts->stream);
    } else if (device->kind != TL_DEVICE_CPU) {
        fprintf(file, "   %12s  on %s\n", "", device->name);
    }
}

static void story_text(FILE *file, const struct analysis *analysis, const struct process *process,
                       const struct colours *colours)
{
    const struct story *story = &process->replay.story;
    const struct facts *facts = &story->last.facts;
    char text[SITE_TEXT_BYTES];
    fprintf(file, "%sObject %" PRIu32 " of pid %s%s: a %s%s%s%s, %s", colours->strong, story->object,
            report_process_id(analysis, process).text, colours->off,
            facts->kind == TL_KIND_UNKNOWN ? "block of unknown kind" : kind_name(facts->kind),
            facts_name(facts)[0] ? " \"" : "", facts_name(facts), facts_name(facts)[0] ? "\"" : "",
            words_size(facts->bytes).text);
    if (story->last.pointer != 0) {
        fprintf(file, ", at 0x%" PRIx64, story->last.pointer);
    }
    fputc('\n', file);
    device_line(file, facts);
    site_text(&process->sites, facts->site, text, sizeof(text));
    fprintf(file, "   %12s  %-20s %s\n", words_time(story->last.born_ns - process->first_ns).text, "first seen at",
            text);
    for (size_t i = 0; i < story->count; i++) {
        entry_line(file, process, &story->entries[i]);
    }
    end_line(file, process, story);
}

bool report_has_object(const struct report *report)
{
    bool seen = false;
    for (size_t i = 0; i < report->analysis->count; i++) {
        seen |= report->analysis->processes[i]->replay.story.seen;
    }
    return seen;
}

bool report_write_object_text(const struct report *report, FILE *file, bool coloured)
{
    for (size_t i = 0; i < report->analysis->count; i++) {
        if (report->analysis->processes[i]->replay.story.seen) {
            story_text(file, report->analysis, report->analysis->processes[i], colours_of(coloured));
        }
    }
    return fflush(file) == 0 && !ferror(file);
}

static cJSON *entry_json(const struct process *process, const struct story_entry *told)
{
    cJSON *item = json_ledger_entry(process, &told->entry);
    cJSON_AddItemToObject(item, "stack",
                          told->entry.site != 0 ? json_stack(process, told->entry.site) : cJSON_CreateNull());
    json_time(item, "time_ns", process, told->time_ns);
    return item;
}

static cJSON *story_json(const struct process *process)
{
    const struct story *story = &process->replay.story;
    cJSON *item = cJSON_CreateObject();
    json_count(item, "pid", process->pid);
    json_count(item, "object", story->object);
    json_address(item, "pointer", story->last.pointer);
    json_facts(item, &story->last.facts);
    json_site(item, "first_seen", process, story->last.facts.site);
    json_time(item, "born_ns", process, story->last.born_ns);
    cJSON *ledger = cJSON_AddArrayToObject(item, "ledger");
    for (size_t i = 0; i < story->count; i++) {
        cJSON_AddItemToArray(ledger, entry_json(process, &story->entries[i]));
    }
    json_text_or_null(item, "ended", story->ended ? fate_name(story->fate) : NULL);
    json_count(item, "count", count_of(story));
    return item;
}

bool report_write_object_json(const struct report *report, FILE *file)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < report->analysis->count; i++) {
        if (report->analysis->processes[i]->replay.story.seen) {
            cJSON_AddItemToArray(array, story_json(report->analysis->processes[i]));
        }
    }
    return print_write(array, file);
}
