/* SPDX-License-Identifier: MIT */
/* The merged report as JSON; merged.schema.json says what every member means. */
#include <stdlib.h>

#include "merged_internal.h"
#include "print.h"

static void amounts_add(cJSON *object, const struct amounts *amounts)
{
    cJSON_AddNumberToObject(object, "objects", (double)amounts->objects);
    cJSON_AddNumberToObject(object, "bytes", (double)amounts->bytes);
    cJSON_AddNumberToObject(object, "times", (double)amounts->times);
}

static void sentence_add(cJSON *json, const struct merged_finding *finding)
{
    const char *own = merged_text_of(finding, "sentence");
    char *text = NULL;
    if (finding->processes > 1 && asprintf(&text, "in %llu processes; in the one where it weighs most: %s",
                                           (unsigned long long)finding->processes, own) >= 0) {
        own = text;
    }
    cJSON_AddStringToObject(json, "sentence", own);
    free(text);
}

void merged_detail_add(cJSON *json, const struct merged_finding *finding, const char *name)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(finding->heaviest.detail, name);
    cJSON_AddItemToObject(json, name, cJSON_Duplicate(member, true));
}

static void heaviest_add(cJSON *json, const struct merged_finding *finding)
{
    cJSON *heaviest = cJSON_AddObjectToObject(json, "heaviest");
    cJSON_AddNumberToObject(heaviest, "process", (double)finding->heaviest.process->index);
    amounts_add(heaviest, &finding->heaviest.amounts);
    cJSON_AddStringToObject(heaviest, "sentence", merged_text_of(finding, "sentence"));
}

static cJSON *finding_json(const struct merged_finding *finding)
{
    cJSON *json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "key", finding->key);
    merged_detail_add(json, finding, "category");
    merged_detail_add(json, finding, "code");
    cJSON_AddStringToObject(json, "severity", merged_severities[finding->severity]);
    cJSON_AddStringToObject(json, "confidence", merged_confidences[finding->confidence]);
    sentence_add(json, finding);
    merged_detail_add(json, finding, "fix");
    amounts_add(json, &finding->total);
    cJSON_AddItemToObject(json, "estimated", estimated_json(&finding->estimated));
    cJSON_AddItemToObject(json, "by_device", merged_sorted(finding->by_device));
    if (finding->grows) {
        cJSON_AddNumberToObject(json, "bytes_per_iteration", finding->bytes_per_iteration);
        cJSON_AddNumberToObject(json, "objects_per_iteration", finding->objects_per_iteration);
    }
    merged_detail_add(json, finding, "kind");
    merged_detail_add(json, finding, "name");
    merged_detail_add(json, finding, "cause");
    merged_detail_add(json, finding, "places");
    cJSON_AddNumberToObject(json, "processes", (double)finding->processes);
    cJSON *named = cJSON_AddArrayToObject(json, "in");
    for (size_t i = 0; i < finding->named_count; i++) {
        cJSON_AddItemToArray(named, cJSON_CreateNumber((double)finding->named[i]->index));
    }
    heaviest_add(json, finding);
    return json;
}

static cJSON *selection_json(const struct merged_process *process)
{
    if (process->sampled_one_of <= 1 && !process->chosen) {
        return cJSON_CreateNull();
    }
    cJSON *json = cJSON_CreateObject();
    cJSON_AddNumberToObject(json, "sampled_one_of", (double)process->sampled_one_of);
    cJSON_AddStringToObject(json, "sampled_by", merged_sampled_by[process->sampled_by_bytes]);
    cJSON_AddBoolToObject(json, "chosen", process->chosen);
    cJSON_AddItemToObject(json, "estimated_leaks", estimated_json(&process->leaks));
    return json;
}

static cJSON *process_json(const struct merged_process *process)
{
    cJSON *json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "read", process->whole ? "whole" : "partly");
    cJSON_AddBoolToObject(json, "idle_child", process->idle_child);
    cJSON_AddBoolToObject(json, "totals_alone", process->totals_alone);
    cJSON_AddBoolToObject(json, "in_part", process->in_part);
    cJSON_AddItemToObject(json, "selection", selection_json(process));
    cJSON_AddItemToObject(json, "summary", cJSON_Duplicate(process->summary, true));
    cJSON_AddRawToObject(json, "timeline", process->timeline);
    return json;
}

static cJSON *trace_json(const struct merged_trace *trace)
{
    cJSON *json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "read", trace->whole ? "whole" : "partly");
    cJSON_AddItemToObject(json, "damage", cJSON_CreateStringArray(trace->damage, (int)trace->damage_count));
    cJSON_AddNumberToObject(json, "traces", (double)trace->traces);
#define COUNT_ADD(name) cJSON_AddNumberToObject(json, #name, (double)trace->name);
    MERGED_TRACE_COUNTS(COUNT_ADD)
#undef COUNT_ADD
    return json;
}

bool merged_write_json(const struct merged *merged, FILE *file)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "document", "tlscope-merged");
    cJSON_AddNumberToObject(root, "document_version", DOCUMENT_MERGED_VERSION);
    cJSON_AddNumberToObject(root, "schema_version", REPORT_SCHEMA_VERSION);
    cJSON_AddItemToObject(root, "trace", trace_json(&merged->trace));
    cJSON_AddItemToObject(root, "summary", merged_summary(merged));
    cJSON *findings = cJSON_AddArrayToObject(root, "findings");
    for (size_t i = 0; i < merged->findings.count; i++) {
        cJSON_AddItemToArray(findings, finding_json(&merged->findings.items[i]));
    }
    cJSON *processes = cJSON_AddArrayToObject(root, "processes");
    for (size_t i = 0; i < merged->process_count; i++) {
        cJSON_AddItemToArray(processes, process_json(merged->processes[i]));
    }
    return print_write(root, file);
}
