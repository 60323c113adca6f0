/* SPDX-License-Identifier: MIT */
#include "checked.h"

#include <stdlib.h>
#include <string.h>

#include "doubts.h"
#include "members.h"
#include "memory.h"

#define NAME_ITEM(id, name) name,
static const char *const categories[] = {CATEGORIES(NAME_ITEM) NULL};
static const char *const severities[] = {SEVERITIES(NAME_ITEM) NULL};
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

static unsigned index_of(const char *const *names, const char *name)
{
    unsigned i = 0;
    while (names[i] && strcmp(names[i], name) != 0) {
        i++;
    }
    return i;
}

enum category category_of(const char *name)
{
    return index_of(categories, name);
}

enum severity severity_of(const char *name)
{
    return index_of(severities, name);
}

static const char *text_or_empty(const cJSON *object, const char *name, struct document_fault *fault)
{
    const char *text = member_text_or_null(object, name, fault);
    return text ? text : "";
}

static void place_add(struct checked_finding *finding, const cJSON *place, const char *role,
                      struct document_fault *fault)
{
    if (!cJSON_IsNull(place)) {
        finding->places[finding->place_count++] = (struct checked_place){
            .role = role,
            .text = member_text(place, "text", fault),
            .function = text_or_empty(place, "function", fault),
            .file = text_or_empty(place, "file", fault),
            .line = member_count(place, "line", fault),
        };
    }
}

static void places_read(struct checked_finding *finding, struct document_fault *fault)
{
    const cJSON *places = member_array(finding->json, "places", fault);
    const cJSON *place;
    finding->places = memory_new(((size_t)cJSON_GetArraySize(places) + 1) * sizeof(*finding->places));
    place_add(finding, cJSON_GetObjectItemCaseSensitive(finding->json, "cause"), "", fault);
    finding->has_cause = finding->place_count > 0;
    cJSON_ArrayForEach(place, places)
    {
        place_add(finding, cJSON_GetObjectItemCaseSensitive(place, "place"), member_text(place, "role", fault), fault);
    }
}

/* 0 where none is told. */
static uint64_t error_of(const cJSON *estimated, const char *name)
{
    const cJSON *error = cJSON_GetObjectItemCaseSensitive(estimated, name);
    return cJSON_IsNumber(error) && error->valuedouble > 0 && error->valuedouble < (double)COUNT_MOST
               ? (uint64_t)error->valuedouble
               : 0;
}

/* Where objects were sampled, limits are held against what those seen stand for; rates are of those seen, too. */
static void estimate_read(struct checked_finding *finding, const cJSON *json)
{
    const cJSON *estimated = cJSON_GetObjectItemCaseSensitive(json, "estimated");
    const cJSON *told = cJSON_GetObjectItemCaseSensitive(estimated, "objects");
    const cJSON *objects = cJSON_IsNumber(told) ? told : cJSON_GetObjectItemCaseSensitive(estimated, "objects_rough");
    finding->estimated = cJSON_IsObject(estimated);
    const double objects_seen = (double)finding->objects;
    const double bytes_seen = (double)finding->bytes;
    const cJSON *bytes = cJSON_GetObjectItemCaseSensitive(estimated, "bytes");
    finding->objects_error =
        finding->estimated && !cJSON_IsNumber(told) ? UINT64_MAX : error_of(estimated, "objects_error");
    finding->bytes_error = error_of(estimated, "bytes_error");
    if (cJSON_IsNumber(objects) && objects->valuedouble >= 0) {
        finding->objects = (uint64_t)objects->valuedouble;
        finding->objects_per_iteration *= objects_seen > 0 ? objects->valuedouble / objects_seen : 1;
    }
    if (cJSON_IsNumber(bytes) && bytes->valuedouble >= 0) {
        finding->bytes = (uint64_t)bytes->valuedouble;
        finding->bytes_per_iteration *= bytes_seen > 0 ? bytes->valuedouble / bytes_seen : 1;
    }
}

/* Reports and merged reports say this alike. */
static void finding_read(struct checked_finding *finding, const cJSON *json, struct document_fault *fault)
{
    *finding = (struct checked_finding){
        .json = json,
        .key = member_text(json, "key", fault),
        .code = member_text(json, "code", fault),
        .sentence = member_text(json, "sentence", fault),
        .fix = member_text(json, "fix", fault),
        .name = member_text(json, "name", fault),
        .kind = text_or_empty(json, "kind", fault),
        .category = member_word(json, "category", categories, fault),
        .severity = member_word(json, "severity", severities, fault),
        .objects = member_count(json, "objects", fault),
        .bytes = member_count(json, "bytes", fault),
        .times = member_count(json, "times", fault),
        .bytes_per_iteration = member_rate(json, "bytes_per_iteration", fault),
        .objects_per_iteration = member_rate(json, "objects_per_iteration", fault),
        .processes = 1,
    };
    estimate_read(finding, json);
    places_read(finding, fault);
    finding->new_count = checked_count(finding);
    finding->new_bytes = finding->bytes;
}

static struct checked_finding *finding_add(struct checked *checked, const cJSON *json, struct document_fault *fault)
{
    checked->items = memory_resize(checked->items, checked->count + 1, sizeof(*checked->items));
    struct checked_finding *finding = &checked->items[checked->count++];
    finding_read(finding, json, fault);
    return finding;
}

/* The programs of a report's sections, for process_list_free. What is wrong with them is told when they are read in
 * their turn. */
static struct process_list programs_of(const struct document *report)
{
    struct document_fault untold = {0};
    struct process_list programs = {0};
    for (const cJSON *section = NULL; (section = document_next_process(report, section));) {
        process_list_add(&programs, member_count(member_object(section, "summary", &untold), "pid", &untold));
    }
    return programs;
}

/* Reports and merged reports say it in different places. */
static bool is_selected(const cJSON *section)
{
    const cJSON *recording = cJSON_GetObjectItemCaseSensitive(section, "recording");
    return cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(recording, "selection")) ||
           cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(section, "selection"));
}

const char *checked_program(const struct checked_process *process)
{
    return process->program[0] ? process->program : "a program of unknown name";
}

static struct checked_process *process_read(struct checked *checked, const cJSON *section, struct document_fault *fault)
{
    const cJSON *summary = member_object(section, "summary", fault);
    const uint64_t pid = member_count(summary, "pid", fault);
    struct checked_process *process = &checked->processes[checked->process_count++];
    *process = (struct checked_process){
        .program = member_text(summary, "program", fault),
        .host = member_text(summary, "host", fault),
        .start = member_text(summary, "start", fault),
        .pid = pid,
        .id = process_id(pid, 0),
    };
    checked->selected = checked->selected || is_selected(section);
    checked->in_part = checked->in_part || document_in_part(section);
    return process;
}

static void read_report(struct checked *checked, const struct document *document, struct document_fault *fault)
{
    struct process_list programs = programs_of(document);
    size_t i = 0;
    for (const cJSON *section = NULL; (section = document_next_process(document, section)); i++) {
        const cJSON *json;
        size_t index = 0;
        fault_set_where(fault, "process %zu", i + 1);
        process_read(checked, section, fault)->id = process_list_id(&programs, i);
        doubts_of_process(checked, section, i > 0 && document_made_no_call(section), fault);
        cJSON_ArrayForEach(json, member_array(section, "findings", fault))
        {
            fault_set_where(fault, "process %zu: findings[%zu]", i + 1, index++);
            finding_add(checked, json, fault)->process = &checked->processes[i];
            checked->processes[i].told = true;
        }
    }
    process_list_free(&programs);
}

/* A finding of several processes belongs to the one where it weighs most. */
static void read_merged_finding(struct checked *checked, const cJSON *json, struct document_fault *fault)
{
    struct checked_finding *finding = finding_add(checked, json, fault);
    uint64_t heaviest = member_count(member_object(json, "heaviest", fault), "process", fault);
    finding->processes = member_count(json, "processes", fault);
    if (heaviest < checked->process_count) {
        finding->process = &checked->processes[heaviest];
        checked->processes[heaviest].told = true;
    } else {
        fault_tell(fault, "it names a process that is not in 'processes'");
    }
}

static void read_merged(struct checked *checked, const cJSON *root, struct document_fault *fault)
{
    const cJSON *json;
    size_t index = 0;
    cJSON_ArrayForEach(json, member_array(root, "processes", fault))
    {
        fault_set_where(fault, "processes[%zu]", index++);
        process_read(checked, json, fault);
        doubts_of_process(checked, json, member_flag(json, "idle_child", fault), fault);
    }
    index = 0;
    cJSON_ArrayForEach(json, member_array(root, "findings", fault))
    {
        fault_set_where(fault, "findings[%zu]", index++);
        read_merged_finding(checked, json, fault);
    }
}

bool checked_read(struct checked *checked, const struct document *document, struct document_fault *fault)
{
    bool is_merged = document->kind == DOCUMENT_MERGED;
    const cJSON *others = cJSON_GetObjectItemCaseSensitive(document->root, is_merged ? "processes" : "children");
    memset(checked, 0, sizeof(*checked));
    checked->processes = memory_new(((size_t)cJSON_GetArraySize(others) + 1) * sizeof(*checked->processes));
    doubts_of_trace(checked, document->root, fault);
    if (is_merged) {
        read_merged(checked, document->root, fault);
    } else {
        read_report(checked, document, fault);
    }
    fault_set_where(fault, "%s", "");
    if (checked->process_count == 0) {
        fault_tell(fault, "it tells of no process: nothing is known of the program");
    }
    return !fault_is(fault);
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

bool checked_is_of_objects(const struct checked_finding *finding)
{
    return finding->category == CATEGORY_LEAK || finding->category == CATEGORY_HEAP;
}

bool checked_is_of_selected(const struct checked_finding *finding)
{
    return finding->category == CATEGORY_LEAK || finding->category == CATEGORY_GROWTH;
}

uint64_t checked_count(const struct checked_finding *finding)
{
    uint64_t count = checked_is_of_objects(finding) ? finding->objects : finding->times;
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
