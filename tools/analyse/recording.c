/* SPDX-License-Identifier: MIT */
#include "recording.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "text_words.h"

__attribute__((format(printf, 2, 3))) static void limit_add(struct recording_limits *limits, const char *format, ...)
{
    va_list arguments;
    if (limits->count < RECORDING_SENTENCES) {
        va_start(arguments, format);
        vsnprintf(limits->sentences[limits->count++], RECORDING_SENTENCE_BYTES, format, arguments);
        va_end(arguments);
    }
}

static void past_limits(struct recording_limits *limits, const struct past *past)
{
    if (!past->cut || past->summed) {
        return;
    }
    limit_add(limits, "the beginning was overwritten: objects that came and went before it are not in the trace, "
                      "nor is a peak");
    if (past->waiting) {
        limit_add(limits, "too little is left to tell what is alive: only misuse is told of this process");
        return;
    }
    limit_add(limits, "how objects that are older than the trace came to be held is not known");
    if (!past->objects_told) {
        limit_add(limits, "what was alive when the trace begins, and still is, is not known: too much to be told; more "
                          "may have leaked");
    }
}

/* FILE:LINE: functions are known before a scope is entered in them. */
static bool is_line(const char *scope_site)
{
    return strchr(scope_site, ':') != NULL;
}

bool recording_tells_in_part(const struct process *process)
{
    return process->past.cut && !process->past.objects_told;
}

bool recording_scope_missed(const struct process *process, char sentence[RECORDING_SENTENCE_BYTES])
{
    const struct selection *selection = &process->selection;
    const char *site = selection->told ? selection->rule.scope_site : "";
    const bool passed = selection->counted ? selection->counts.objects > 0 : lifetimes_made(&process->lifetimes) > 0;
    sentence[0] = '\0';
    if (site[0] && !passed) {
        snprintf(sentence, RECORDING_SENTENCE_BYTES,
                 "no scope%s was entered at %.80s, or none with an object that was asked for",
                 is_line(site) ? " but perhaps the first" : "", site);
    }
    return sentence[0];
}

bool recording_none_looked_at(const struct process *process)
{
    const struct selection *selection = &process->selection;
    const uint64_t made = selection->counts.objects + selection->counts.out_objects;
    return selection->told && !process->past.cut && lifetimes_made(&process->lifetimes) == 0 &&
           (!selection->counted || made > 0);
}

/* The options that filter: "--only-kind and --min-size". */
static void filters_words(char *text, size_t size, const struct tl_event_selection *rule)
{
    const struct {
        const char *name;
        bool given;
    } filters[] = {{"--only-kind", rule->kinds != 0},
                   {"--min-size", rule->min_size != 0},
                   {"--max-size", rule->max_size != 0},
                   {"--scope-site", rule->scope_site[0] != '\0'}};
    size_t used = 0;
    for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++) {
        if (filters[i].given && used < size) {
            used += (size_t)snprintf(text + used, size - used, "%s%s", used > 0 ? " and " : "", filters[i].name);
        }
    }
}

void recording_none_write(const struct process *process, char text[RECORDING_SENTENCE_BYTES])
{
    const struct selection *selection = &process->selection;
    const uint64_t made = selection->counts.objects + selection->counts.out_objects;
    char options[64] = "";
    if (!selection->counted) {
        snprintf(text, RECORDING_SENTENCE_BYTES, "no object was looked at until the trace ends");
        return;
    }
    filters_words(options, sizeof(options), &selection->rule);
    const size_t used =
        made == 1 ? (size_t)snprintf(text, RECORDING_SENTENCE_BYTES, "the one object made was not looked at: ")
                  : (size_t)snprintf(text, RECORDING_SENTENCE_BYTES,
                                     "none of the %s objects made was looked at: ", words_grouped(made).text);
    snprintf(text + used, RECORDING_SENTENCE_BYTES - used, "%s%s",
             selection->counts.objects > 0 ? "--sample takes too few" : "none is as asked for with ",
             selection->counts.objects > 0 ? "" : options);
}

/* "struct or tensor", as the bits say. */
static void kinds_words(char *text, size_t size, unsigned kinds)
{
    size_t used = 0;
    for (unsigned kind = 0; kind < KINDS; kind++) {
        if ((kinds >> kind & 1) != 0 && used < size) {
            used += (size_t)snprintf(text + used, size - used, "%s%s", used > 0 ? " or " : "", kind_name(kind));
        }
    }
}

static void filters_limits(struct recording_limits *limits, const struct process *process)
{
    const struct selection *selection = &process->selection;
    const struct tl_event_selection *rule = &selection->rule;
    char missed[RECORDING_SENTENCE_BYTES];
    char kinds[64] = "";
    if (rule->kinds != 0) {
        kinds_words(kinds, sizeof(kinds), rule->kinds);
        limit_add(limits, "of objects of other kinds than %s nothing is told", kinds);
    }
    if (rule->min_size != 0) {
        limit_add(limits, "of objects below %s nothing is told", words_size(rule->min_size).text);
    }
    if (rule->max_size != 0) {
        limit_add(limits, "of objects above %s nothing is told", words_size(rule->max_size).text);
    }
    if (recording_scope_missed(process, missed)) {
        limit_add(limits, "%s", missed);
    }
    if (is_line(rule->scope_site)) {
        limit_add(limits, "the first scope entered at %.80s may be missed: its line is told after it",
                  rule->scope_site);
    }
    if (rule->scope_site[0]) {
        limit_add(limits, "of objects made outside scopes entered at %.80s nothing is told", rule->scope_site);
    }
    if (selection->counted && selection->counts.out_objects > 0) {
        limit_add(limits, "left out by that: %s object%s, %s", words_grouped(selection->counts.out_objects).text,
                  words_plural(selection->counts.out_objects), words_size(selection->counts.out_bytes).text);
    }
}

static void summary_limits(struct recording_limits *limits, const struct process *process)
{
    if (!process->past.summed) {
        return;
    }
    if (process->past.waiting) { /* first, since tlscope check tells the first alone */
        limit_add(limits, "what is alive at the end was not told: the process did not come to its end");
    }
    limit_add(limits,
              "only totals by place were recorded: what was done to single objects is not known, nor are calls");
    limit_add(limits, "how what is alive at the end came to be held is not known");
    limit_add(
        limits,
        "how much was alive at once is not known; in the memory's parts TL's objects are among the blocks of malloc");
}

static void selection_limits(struct recording_limits *limits, const struct process *process)
{
    const struct selection *selection = &process->selection;
    if (!selection->told) {
        return;
    }
    if (recording_none_looked_at(process) && limits->count < RECORDING_SENTENCES) {
        recording_none_write(process, limits->sentences[limits->count++]);
    }
    if (selection_samples(selection)) {
        const bool by_bytes = selection->rule.by_bytes != 0;
        limit_add(limits, "1 of %s %s was looked at, by chance: what is 'about' is an estimate",
                  words_grouped(selection->rule.one_of).text,
                  by_bytes ? "bytes, the whole object of each," : "objects");
    }
    if (selection_samples(selection) && selection->counted) {
        limit_add(limits, "%s: %s of %s object%s made, which have %s in all",
                  process->past.cut ? "looked at and still told of" : "looked at",
                  words_grouped(lifetimes_made(&process->lifetimes)).text,
                  words_grouped(selection->counts.objects).text, words_plural(selection->counts.objects),
                  words_size(selection->counts.bytes).text);
    }
    filters_limits(limits, process);
    limit_add(limits,
              "calls, the pool, peaks, lifetimes and memory of TL are of the objects looked at only; misuse is of all");
}

/* First, since tlscope check tells the first alone. */
static void end_limits(struct recording_limits *limits, const struct process *process)
{
    if (process->ending == ENDED_UNKNOWN && process->exit.by == EXIT_BY_CODE) {
        limit_add(limits, "it ended with exit code %d; its end in the trace may have been overwritten, and what leaked",
                  process->exit.number);
    } else if (process->ending == ENDED_UNKNOWN) {
        limit_add(limits, "how the process ended is not known, nor what leaked: its end may have been overwritten");
    }
}

static void running_limits(struct recording_limits *limits, const struct process *process)
{
    if (process->ending == ENDED_RUNNING && process->snapshot) {
        limit_add(limits, "the process still ran when the snapshot was taken: what leaks is not known yet");
    } else if (process->outlived) {
        limit_add(limits,
                  "the process still ran when the recording ended: what it did then is not known, nor what leaks");
    } else if (process->ending == ENDED_RUNNING) {
        limit_add(limits,
                  "the recording has not ended (it goes on, or tlscope was killed), nor has the process, as far "
                  "as is known: what leaks is not known yet");
    }
    if (process->left_running > 0) {
        limit_add(limits,
                  "%" PRIu32 " of its children still ran when the recording ended, without a call until then: "
                  "what they did then is not known",
                  process->left_running);
    }
}

struct recording_limits recording_limits(const struct process *process)
{
    struct recording_limits limits = {0};
    if (process->untraced) {
        limit_add(&limits, "not traced, as asked: what the memory checker found stands alone");
        return limits;
    }
    end_limits(&limits, process);
    past_limits(&limits, &process->past);
    summary_limits(&limits, process);
    selection_limits(&limits, process);
    running_limits(&limits, process);
    return limits;
}

static const char *recording_mode(const struct process *process)
{
    return process->past.summed                     ? "summary"
           : process->snapshot || process->past.cut ? "snapshot"
           : process->selection.told                ? "selection"
                                                    : "whole";
}

static cJSON *selection_json(const struct process *process)
{
    const struct selection *selection = &process->selection;
    const struct tl_event_selection *rule = &selection->rule;
    if (!selection->told) {
        return cJSON_CreateNull();
    }
    cJSON *item = cJSON_CreateObject();
    json_count(item, "sampled_one_of", rule->one_of > 0 ? rule->one_of : 1);
    cJSON_AddStringToObject(item, "sampled_by", rule->by_bytes != 0 ? "bytes" : "objects");
    cJSON *kinds = cJSON_AddArrayToObject(item, "only_kind");
    for (unsigned kind = 0; kind < KINDS; kind++) {
        if (rule->kinds == 0 || (rule->kinds >> kind & 1) != 0) {
            cJSON_AddItemToArray(kinds, cJSON_CreateString(kind_name(kind)));
        }
    }
    json_count(item, "min_size", rule->min_size);
    json_count(item, "max_size", rule->max_size);
    cJSON_AddStringToObject(item, "scope_site", rule->scope_site);
    json_count(item, "objects_told", lifetimes_made(&process->lifetimes));
    json_count(item, "objects", selection->counts.objects);
    json_count(item, "bytes", selection->counts.bytes);
    json_count(item, "left_out_objects", selection->counts.out_objects);
    json_count(item, "left_out_bytes", selection->counts.out_bytes);
    cJSON_AddItemToObject(item, "estimated_leaks", estimate_json(&process->leaks.estimate, selection));
    return item;
}

cJSON *json_recording(const struct process *process)
{
    const struct recording_limits limits = recording_limits(process);
    cJSON *section = cJSON_CreateObject();
    cJSON_AddStringToObject(section, "mode", recording_mode(process));
    json_text_or_null(section, "snapshot", process->snapshot);
    if (process->past.begins_ns != 0) {
        json_time(section, "begins_ns", process, process->past.begins_ns);
    } else {
        cJSON_AddNullToObject(section, "begins_ns");
    }
    cJSON_AddItemToObject(section, "selection", selection_json(process));
    cJSON_AddBoolToObject(section, "in_part", recording_tells_in_part(process) && !process->past.summed);
    cJSON *cannot = cJSON_AddArrayToObject(section, "cannot_tell");
    for (size_t i = 0; i < limits.count; i++) {
        cJSON_AddItemToArray(cannot, cJSON_CreateString(limits.sentences[i]));
    }
    return section;
}
