/* SPDX-License-Identifier: MIT */
/* Documents in: what a report says of each process, or what a merged report holds. */
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "merged_internal.h"
#include "print.h"
#include "value_names.h"

enum { SECTION_BYTES = 40 };

static const char *const readings[] = {"whole", "partly", NULL};

static bool is_whole(const cJSON *object, struct document_fault *fault)
{
    return member_word(object, "read", readings, fault) == 0;
}

static void read_trace(struct merged *merged, const cJSON *root, bool is_merged, struct document_fault *fault)
{
    fault_set_where(fault, "trace");
    struct merged_trace *into = &merged->trace;
    const cJSON *trace = member_object(root, "trace", fault);
    const cJSON *issue;
    into->whole = is_whole(trace, fault) && into->whole;
    into->traces = count_sum(into->traces, is_merged ? member_count(trace, "traces", fault) : 1);
#define COUNT_ADD(name) into->name = count_sum(into->name, member_count(trace, #name, fault));
    MERGED_TRACE_COUNTS(COUNT_ADD)
#undef COUNT_ADD
    cJSON_ArrayForEach(issue, member_array(trace, "damage", fault))
    {
        merged_damage_add(merged, cJSON_IsString(issue) ? issue->valuestring : "");
    }
}

static struct amounts read_amounts(const cJSON *object, struct document_fault *fault)
{
    return (struct amounts){
        .objects = member_count(object, "objects", fault),
        .bytes = member_count(object, "bytes", fault),
        .times = member_count(object, "times", fault),
    };
}

/* A place as it is outside of its report: without the number it has there. Null is none. */
static cJSON *read_place(const cJSON *object, const char *name, struct document_fault *fault)
{
    const cJSON *place = cJSON_GetObjectItemCaseSensitive(object, name);
    if (cJSON_IsNull(place)) {
        return cJSON_CreateNull();
    }
    member_text(member_object(object, name, fault), "text", fault);
    cJSON *copy = cJSON_Duplicate(place, true);
    cJSON_DeleteItemFromObjectCaseSensitive(copy, "number");
    return copy;
}

static cJSON *read_places(const cJSON *finding, struct document_fault *fault)
{
    cJSON *places = cJSON_CreateArray();
    const cJSON *entry;
    cJSON_ArrayForEach(entry, member_array(finding, "places", fault))
    {
        cJSON *place = cJSON_CreateObject();
        cJSON_AddStringToObject(place, "role", member_text(entry, "role", fault));
        cJSON_AddItemToObject(place, "place", read_place(entry, "place", fault));
        cJSON_AddItemToArray(places, place);
    }
    return places;
}

/* What the words of one finding are; `sentence` is where its own sentence is. */
static cJSON *read_detail(const cJSON *finding, const cJSON *sentence, struct document_fault *fault)
{
    const char *kind = member_text_or_null(finding, "kind", fault);
    cJSON *detail = cJSON_CreateObject();
    cJSON_AddStringToObject(detail, "category", member_text(finding, "category", fault));
    cJSON_AddStringToObject(detail, "code", member_text(finding, "code", fault));
    cJSON_AddStringToObject(detail, "sentence", member_text(sentence, "sentence", fault));
    cJSON_AddStringToObject(detail, "fix", member_text(finding, "fix", fault));
    cJSON_AddItemToObject(detail, "kind", kind ? cJSON_CreateString(kind) : cJSON_CreateNull());
    cJSON_AddStringToObject(detail, "name", member_text(finding, "name", fault));
    cJSON_AddItemToObject(detail, "cause", read_place(finding, "cause", fault));
    cJSON_AddItemToObject(detail, "places", read_places(finding, fault));
    return detail;
}

/* Adds what reports and merged reports say of a finding alike. `heaviest` is where its heaviest example is. */
static struct merged_finding *read_finding(struct merged *merged, struct merged_findings *findings, const cJSON *json,
                                           const cJSON *heaviest, struct document_fault *fault)
{
    const char *key = member_text(json, "key", fault);
    struct merged_finding *finding = merged_findings_add(findings, names_keep(&merged->texts, key));
    if (key[0] == '\0') {
        fault_tell(fault, "'key' is empty");
    }
    finding->severity = member_word(json, "severity", merged_severities, fault);
    finding->confidence = member_word(json, "confidence", merged_confidences, fault);
    finding->total = read_amounts(json, fault);
    finding->estimated = estimated_read(cJSON_GetObjectItemCaseSensitive(json, "estimated"), finding->total.objects,
                                        finding->total.bytes, fault);
    finding->by_device = cJSON_CreateObject();
    merged_counts_add(finding->by_device, cJSON_GetObjectItemCaseSensitive(json, "by_device"));
    finding->grows = cJSON_HasObjectItem(json, "bytes_per_iteration");
    finding->bytes_per_iteration = member_rate(json, "bytes_per_iteration", fault);
    finding->objects_per_iteration = member_rate(json, "objects_per_iteration", fault);
    finding->heaviest.amounts = read_amounts(heaviest, fault);
    finding->heaviest.detail = read_detail(json, heaviest, fault);
    return finding;
}

/* Moves findings to those of the merged report. */
static void findings_move(struct merged *merged, struct merged_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        struct merged_finding *copy = merged_findings_add(&merged->findings, findings->items[i].key);
        *copy = findings->items[i];
    }
    free(findings->items);
}

/* "children[2]." */
static void section_name(size_t number, char name[SECTION_BYTES])
{
    name[0] = '\0';
    if (number > 0) {
        snprintf(name, SECTION_BYTES, "children[%zu].", number - 1);
    }
}

/* `number`: 0 for the main process, else which child. */
static void read_section_findings(struct merged *merged, const cJSON *section, size_t number,
                                  struct document_fault *fault)
{
    const struct merged_process *process = merged->processes[merged->process_count - 1];
    struct merged_findings findings = {0};
    char name[SECTION_BYTES];
    const cJSON *json;
    size_t index = 0;
    section_name(number, name);
    cJSON_ArrayForEach(json, member_array(section, "findings", fault))
    {
        fault_set_where(fault, "%sfindings[%zu]", name, index++);
        struct merged_finding *finding = read_finding(merged, &findings, json, json, fault);
        finding->processes = finding->named_count = 1;
        finding->named[0] = finding->heaviest.process = process;
    }
    merged_findings_fold(&findings, true);
    findings_move(merged, &findings);
}

/* A merged report says so; a report lists what is looked at: all kinds where no other was asked for. */
static bool is_chosen(const cJSON *selection, struct document_fault *fault)
{
    if (!cJSON_HasObjectItem(selection, "only_kind")) {
        return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(selection, "chosen"));
    }
    return cJSON_GetArraySize(member_array(selection, "only_kind", fault)) < KINDS ||
           member_count(selection, "min_size", fault) > 0 || member_count(selection, "max_size", fault) > 0 ||
           member_text(selection, "scope_site", fault)[0] != '\0';
}

/* Reports of single processes name the mode; a merged one says so, and older ones do not. */
static bool is_of_totals(const cJSON *recording)
{
    const char *mode = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(recording, "mode"));
    return mode && strcmp(mode, "summary") == 0;
}

/* Whether the process tells of a sample or a choice of its objects, and what it leaked by that. */
static void read_selection(struct merged_process *process, const cJSON *selection, struct document_fault *fault)
{
    const bool told = cJSON_IsObject(selection);
    process->sampled_one_of = told ? member_count(selection, "sampled_one_of", fault) : 1;
    process->chosen = told && is_chosen(selection, fault);
    process->sampled_by_bytes = told && member_word(selection, "sampled_by", merged_sampled_by, fault) == 1;
    process->leaks = estimated_read(cJSON_GetObjectItemCaseSensitive(selection, "estimated_leaks"),
                                    member_count(process->summary, "leaked_objects", fault),
                                    member_count(process->summary, "leaked_bytes", fault), fault);
}

static struct merged_process *read_process(struct merged *merged, const cJSON *section, bool whole, const char *source,
                                           struct document_fault *fault)
{
    struct merged_process *process = merged_process_add(merged, member_object(section, "summary", fault), fault);
    cJSON *timeline = cJSON_Duplicate(cJSON_GetObjectItemCaseSensitive(section, "timeline"), true);
    process->source = source;
    process->whole = whole;
    process->in_part = document_in_part(section);
    process->timeline = timeline ? print_text(timeline) : memory_copy("null");
    cJSON_Delete(timeline);
    merged_summary_check(process->summary, fault);
    return process;
}

static void read_report(struct merged *merged, const struct document *document, const char *source,
                        struct document_fault *fault)
{
    const cJSON *trace = cJSON_GetObjectItemCaseSensitive(document->root, "trace");
    size_t i = 0;
    for (const cJSON *section = NULL; (section = document_next_process(document, section)); i++) {
        char name[SECTION_BYTES];
        section_name(i, name);
        fault_set_where(fault, "%ssummary", name);
        struct merged_process *process = read_process(merged, section, is_whole(trace, fault), source, fault);
        const cJSON *recording = cJSON_GetObjectItemCaseSensitive(section, "recording");
        process->idle_child = i > 0 && document_made_no_call(section);
        process->totals_alone = is_of_totals(recording);
        read_selection(process, cJSON_GetObjectItemCaseSensitive(recording, "selection"), fault);
        read_section_findings(merged, section, i, fault);
    }
}

/* The process a merged finding names by its place among those of the document; NULL, once told, if there is none. */
static const struct merged_process *named_process(const struct merged *merged, size_t first, const cJSON *number,
                                                  struct document_fault *fault)
{
    double value = cJSON_IsNumber(number) ? number->valuedouble : -1;
    if (!(value >= 0 && value < (double)(merged->process_count - first))) {
        fault_tell(fault, "it names a process that is not in 'processes'");
        return NULL;
    }
    return merged->processes[first + (size_t)value];
}

static void read_named(const struct merged *merged, size_t first, const cJSON *json, struct merged_finding *finding,
                       struct document_fault *fault)
{
    const cJSON *heaviest = cJSON_GetObjectItemCaseSensitive(json, "heaviest");
    const cJSON *number;
    finding->processes = member_count(json, "processes", fault);
    finding->heaviest.process =
        named_process(merged, first, cJSON_GetObjectItemCaseSensitive(heaviest, "process"), fault);
    cJSON_ArrayForEach(number, member_array(json, "in", fault))
    {
        if (finding->named_count < MERGED_PROCESSES_NAMED) {
            finding->named[finding->named_count++] = named_process(merged, first, number, fault);
        }
    }
}

static void read_merged(struct merged *merged, const cJSON *root, const char *source, struct document_fault *fault)
{
    size_t first = merged->process_count;
    size_t index = 0;
    const cJSON *json;
    cJSON_ArrayForEach(json, member_array(root, "processes", fault))
    {
        fault_set_where(fault, "processes[%zu]", index++);
        struct merged_process *process = read_process(merged, json, is_whole(json, fault), source, fault);
        process->idle_child = member_flag(json, "idle_child", fault);
        process->totals_alone = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(json, "totals_alone"));
        read_selection(process, cJSON_GetObjectItemCaseSensitive(json, "selection"), fault);
    }
    index = 0;
    cJSON_ArrayForEach(json, member_array(root, "findings", fault))
    {
        fault_set_where(fault, "findings[%zu]", index++);
        const cJSON *heaviest = member_object(json, "heaviest", fault);
        struct merged_finding *finding = read_finding(merged, &merged->findings, json, heaviest, fault);
        read_named(merged, first, json, finding, fault);
    }
}

bool merged_add(struct merged *merged, const struct document *document, const char *source,
                struct document_fault *fault)
{
    read_trace(merged, document->root, document->kind == DOCUMENT_MERGED, fault);
    fault_set_where(fault, "%s", "");
    if (document->kind == DOCUMENT_MERGED) {
        read_merged(merged, document->root, source, fault);
    } else {
        read_report(merged, document, source, fault);
    }
    if (fault_is(fault)) {
        return false;
    }
    merged_findings_fold(&merged->findings, false);
    return true;
}
