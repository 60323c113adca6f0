/* SPDX-License-Identifier: MIT */
/* The gate's outcome as JSON. */
#include "outputs.h"
#include "print.h"

enum { CHECK_JSON_VERSION = 1 };

static void add_finding(cJSON *array, const struct checked_finding *finding)
{
    cJSON *item = cJSON_Duplicate(finding->json, true);
    cJSON *process = cJSON_AddObjectToObject(item, "process");
    cJSON_AddStringToObject(process, "program", finding->process->program);
    cJSON_AddNumberToObject(process, "pid", (double)finding->process->pid);
    cJSON_AddStringToObject(item, "status", status_word(finding->status));
    if (finding->failed_by) {
        cJSON_AddStringToObject(item, "failed_by", finding->failed_by);
    }
    if (finding->failed_on) {
        cJSON_AddStringToObject(item, "failed_on", finding->failed_on);
    }
    if (finding->suppression) {
        cJSON_AddStringToObject(item, "suppressed_by", finding->suppression->line);
    }
    if (finding->grown) {
        cJSON_AddNumberToObject(item, "new_count", (double)finding->new_count);
        cJSON_AddNumberToObject(item, "new_bytes", (double)finding->new_bytes);
    }
    cJSON_AddItemToArray(array, item);
}

static void add_measures(cJSON *root, const struct gate *gate)
{
    cJSON *limits = cJSON_AddArrayToObject(root, "limits");
    for (size_t i = 0; i < MEASURES; i++) {
        const struct measure *measure = &gate->measures[i];
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "option", measure->option);
        cJSON_AddNumberToObject(item, "found", measure->found);
        if (measure->limited) {
            cJSON_AddNumberToObject(item, "allowed", (double)measure->most);
        } else {
            cJSON_AddNullToObject(item, "allowed");
        }
        cJSON_AddBoolToObject(item, "exceeded", measure->exceeded);
        cJSON_AddItemToArray(limits, item);
    }
    for (size_t i = 0; i < gate->thresholds.device_count; i++) {
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "option", gate->measures[MEASURE_LEAKED_BYTES].option);
        cJSON_AddStringToObject(item, "device", gate->thresholds.devices[i].device);
        cJSON_AddNumberToObject(item, "found", gate->devices[i].found);
        cJSON_AddNumberToObject(item, "allowed", (double)gate->thresholds.devices[i].most);
        cJSON_AddBoolToObject(item, "exceeded", gate->devices[i].exceeded);
        cJSON_AddItemToArray(limits, item);
    }
    cJSON *words = cJSON_AddArrayToObject(root, "fail_on");
    for (size_t i = 0; i < gate->thresholds.fail_on_count; i++) {
        cJSON_AddItemToArray(words, cJSON_CreateString(gate->thresholds.fail_on[i]));
    }
}

static void add_suppressions(cJSON *root, const struct gate *gate)
{
    cJSON *array = cJSON_AddArrayToObject(root, "suppressions");
    for (size_t i = 0; i < gate->suppressions.count; i++) {
        const struct suppression *suppression = &gate->suppressions.items[i];
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "suppression", suppression->line);
        cJSON_AddStringToObject(item, "file", suppression->path);
        cJSON_AddNumberToObject(item, "line", suppression->number);
        cJSON_AddNumberToObject(item, "findings", (double)suppression->findings);
        cJSON_AddItemToArray(array, item);
    }
}

static void add_gone(cJSON *root, const struct gate *gate)
{
    cJSON *array = cJSON_AddArrayToObject(root, "no_longer_found");
    for (size_t i = 0; i < gate->baseline.count; i++) {
        if (!gate->baseline.entries[i].found) {
            cJSON_AddItemToArray(array, cJSON_CreateString(gate->baseline.entries[i].key));
        }
    }
}

bool output_json(const struct gate *gate, FILE *file)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddNumberToObject(root, "schema_version", CHECK_JSON_VERSION);
    cJSON_AddStringToObject(root, "source", gate->source);
    cJSON_AddStringToObject(root, "outcome", gate_outcome_name(gate->outcome));
    cJSON *doubts = cJSON_AddArrayToObject(root, "doubts");
    for (size_t i = 0; i < gate->checked.doubt_count; i++) {
        cJSON_AddItemToArray(doubts, cJSON_CreateString(gate->checked.doubts[i].text));
    }
    cJSON *counts = cJSON_AddObjectToObject(root, "counts");
    for (enum status i = 0; i < STATUS_COUNT; i++) {
        cJSON_AddNumberToObject(counts, status_word(i), (double)gate->by_status[i]);
    }
    add_measures(root, gate);
    cJSON *findings = cJSON_AddArrayToObject(root, "findings");
    for (size_t i = 0; i < gate->checked.count; i++) {
        add_finding(findings, &gate->checked.items[i]);
    }
    add_suppressions(root, gate);
    add_gone(root, gate);
    return print_write(root, file);
}
