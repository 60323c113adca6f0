/* SPDX-License-Identifier: MIT */
#include "checked.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clean_text.h"
#include "memory.h"
#include "report.h"

#define NAME_ITEM(id, name) name,
static const char *const categories[] = {CATEGORIES(NAME_ITEM)};
static const char *const severities[] = {SEVERITIES(NAME_ITEM)};
static const char *const statuses[] = {STATUSES(NAME_ITEM)};

const char *category_word(enum category category)
{
    return categories[category];
}

const char *severity_word(enum severity severity)
{
    return severities[severity];
}

const char *status_word(enum status status)
{
    return statuses[status];
}

static unsigned index_of(const char *const *names, unsigned count, const char *name)
{
    unsigned i = 0;
    while (i < count && strcmp(names[i], name) != 0) {
        i++;
    }
    return i;
}

enum category category_of(const char *name)
{
    return index_of(categories, CATEGORY_COUNT, name);
}

enum severity severity_of(const char *name)
{
    return index_of(severities, SEVERITY_COUNT, name);
}

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static const char *text_of(const cJSON *object, const char *name)
{
    const char *text = cJSON_GetStringValue(member(object, name));
    return text ? text : "";
}

static double amount_of(const cJSON *object, const char *name)
{
    const cJSON *item = member(object, name);
    return cJSON_IsNumber(item) && item->valuedouble > 0 ? item->valuedouble : 0;
}

static uint64_t count_of(const cJSON *object, const char *name)
{
    double amount = amount_of(object, name);
    return amount < 0x1p63 ? (uint64_t)amount : UINT64_C(1) << 63;
}

static void place_add(struct checked_finding *finding, const cJSON *place, const char *role)
{
    if (!cJSON_IsObject(place)) {
        return;
    }
    finding->places[finding->place_count++] = (struct checked_place){
        .role = role,
        .text = text_of(place, "text"),
        .function = text_of(place, "function"),
        .file = text_of(place, "file"),
        .line = count_of(place, "line"),
    };
}

static void places_read(struct checked_finding *finding)
{
    const cJSON *places = member(finding->json, "places");
    const cJSON *place;
    finding->places = memory_new(((size_t)cJSON_GetArraySize(places) + 1) * sizeof(*finding->places));
    place_add(finding, member(finding->json, "cause"), "");
    finding->has_cause = finding->place_count > 0;
    cJSON_ArrayForEach(place, places)
    {
        place_add(finding, member(place, "place"), text_of(place, "role"));
    }
}

static bool finding_read(struct checked_finding *finding, const cJSON *json, struct failure *failure)
{
    *finding = (struct checked_finding){
        .json = json,
        .key = text_of(json, "key"),
        .code = text_of(json, "code"),
        .sentence = text_of(json, "sentence"),
        .fix = text_of(json, "fix"),
        .name = text_of(json, "name"),
        .kind = text_of(json, "kind"),
        .category = category_of(text_of(json, "category")),
        .severity = severity_of(text_of(json, "severity")),
        .objects = count_of(json, "objects"),
        .bytes = count_of(json, "bytes"),
        .times = count_of(json, "times"),
        .bytes_per_iteration = amount_of(json, "bytes_per_iteration"),
        .objects_per_iteration = amount_of(json, "objects_per_iteration"),
    };
    if (finding->key[0] == '\0' || finding->code[0] == '\0' || finding->category == CATEGORY_COUNT ||
        finding->severity == SEVERITY_COUNT) {
        return failure_set(failure,
                           "a finding of category '%s', severity '%s', code '%s' is not one that this version knows; "
                           "make the report again with 'tlscope report'",
                           text_of(json, "category"), text_of(json, "severity"), finding->code);
    }
    places_read(finding);
    finding->new_count = checked_count(finding);
    finding->new_bytes = finding->bytes;
    return true;
}

static bool findings_add(struct checked *checked, const cJSON *array, size_t process, struct failure *failure)
{
    const cJSON *json;
    cJSON_ArrayForEach(json, array)
    {
        checked->items = memory_resize(checked->items, checked->count + 1, sizeof(*checked->items));
        if (!finding_read(&checked->items[checked->count], json, failure)) {
            return false;
        }
        checked->items[checked->count++].process = &checked->processes[process];
    }
    return true;
}

static struct checked_doubt *doubt_add(struct checked *checked)
{
    checked->doubts = memory_resize(checked->doubts, checked->doubt_count + 1, sizeof(*checked->doubts));
    return &checked->doubts[checked->doubt_count++];
}

/* Whether the process made no call of the memory manager, as far as the report tells. */
static bool is_silent(const cJSON *section)
{
    const cJSON *calls = member(section, "calls");
    return cJSON_IsObject(calls) && !calls->child;
}

static void doubt_process(struct checked *checked, const cJSON *section, const struct checked_process *process)
{
    const cJSON *summary = member(section, "summary");
    uint64_t lost = count_of(summary, "events_lost");
    bool child = process != checked->processes;
    if (cJSON_IsTrue(member(summary, "certain")) || (child && lost == 0 && is_silent(section))) {
        return;
    }
    struct checked_doubt *doubt = doubt_add(checked);
    int length =
        snprintf(doubt->text, sizeof(doubt->text), "%.80s (pid %" PRIu64 "): ", process->program, process->pid);
    char *rest = doubt->text + length;
    size_t room = sizeof(doubt->text) - (size_t)length;
    if (lost > 0) {
        snprintf(rest, room, "up to %" PRIu64 " events were lost", lost);
    } else if (is_silent(section)) {
        snprintf(rest, room, "no call of the memory manager was seen");
    } else if (strcmp(text_of(summary, "ended"), "normally") != 0) {
        snprintf(rest, room, "it did not end normally (%.20s)", text_of(summary, "ended"));
    } else {
        snprintf(rest, room, "its trace does not tell all");
    }
}

static bool process_add(struct checked *checked, const cJSON *section, size_t index, struct failure *failure)
{
    const cJSON *summary = member(section, "summary");
    const cJSON *findings = member(section, "findings");
    if (!cJSON_IsObject(summary) || !cJSON_IsArray(findings)) {
        return failure_set(failure, "%s of its process %zu; make it again with 'tlscope report'",
                           cJSON_IsObject(summary) ? "it holds no findings" : "it holds no summary", index + 1);
    }
    checked->processes[index] = (struct checked_process){
        .program = text_of(summary, "program"),
        .host = text_of(summary, "host"),
        .start = text_of(summary, "start"),
        .pid = count_of(summary, "pid"),
    };
    doubt_process(checked, section, &checked->processes[index]);
    return findings_add(checked, findings, index, failure);
}

static bool version_fits(const cJSON *report, struct failure *failure)
{
    const cJSON *version = member(report, "schema_version");
    if (!cJSON_IsNumber(version)) {
        return failure_set(failure, "it is no report of tlscope: it has no schema_version");
    }
    if (version->valuedouble < REPORT_SCHEMA_VERSION) {
        return failure_set(failure,
                           "it is a report of an older tlscope (schema_version %.0f); make it again with "
                           "'tlscope report'",
                           version->valuedouble);
    }
    if (version->valuedouble > REPORT_SCHEMA_VERSION) {
        return failure_set(failure, "it is a report of a newer tlscope (schema_version %.0f)", version->valuedouble);
    }
    return true;
}

static void doubt_trace(struct checked *checked, const cJSON *report)
{
    const cJSON *trace = member(report, "trace");
    const char *read = text_of(trace, "read");
    if (cJSON_IsObject(trace) && strcmp(read, "whole") != 0) {
        snprintf(doubt_add(checked)->text, sizeof(checked->doubts->text),
                 "the trace was not read whole: %d place%s in it cannot be read",
                 cJSON_GetArraySize(member(trace, "damage")),
                 cJSON_GetArraySize(member(trace, "damage")) == 1 ? "" : "s");
    }
}

bool checked_read(struct checked *checked, cJSON *report, struct failure *failure)
{
    const cJSON *children = member(report, "children");
    const cJSON *child;
    memset(checked, 0, sizeof(*checked));
    if (!version_fits(report, failure)) {
        return false;
    }
    clean_json(report);
    checked->processes = memory_new(((size_t)cJSON_GetArraySize(children) + 1) * sizeof(*checked->processes));
    doubt_trace(checked, report);
    bool read = process_add(checked, report, checked->process_count++, failure);
    cJSON_ArrayForEach(child, children)
    {
        read = read && process_add(checked, child, checked->process_count++, failure);
    }
    return read;
}

void checked_free(struct checked *checked)
{
    for (size_t i = 0; i < checked->count; i++) {
        free(checked->items[i].places);
    }
    free(checked->items);
    free(checked->processes);
    free(checked->doubts);
}

uint64_t checked_count(const struct checked_finding *finding)
{
    bool of_objects = finding->category == CATEGORY_LEAK || finding->category == CATEGORY_HEAP;
    uint64_t count = of_objects ? finding->objects : finding->times;
    return count > 0 ? count : 1;
}

const struct checked_place *checked_place_of(const struct checked_finding *finding)
{
    for (size_t i = 0; i < finding->place_count; i++) {
        if (finding->has_cause || finding->places[i].file[0] != '\0') {
            return &finding->places[i];
        }
    }
    return finding->place_count > 0 ? finding->places : NULL;
}
