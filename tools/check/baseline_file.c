/* SPDX-License-Identifier: MIT */
/* Baselines in files: JSON, in the order of their keys, so that changes of a checked-in one are easy to see. */
#include <stdlib.h>
#include <string.h>

#include "baseline.h"
#include "json_file.h"
#include "members.h"
#include "memory.h"
#include "print.h"
#include "shown.h"

enum { BASELINE_VERSION = 1 };

/* 0 where there is none; null where nothing is known of the amount. */
static uint64_t error_read(const cJSON *json, const char *name, struct document_fault *fault)
{
    const cJSON *error = cJSON_GetObjectItemCaseSensitive(json, name);
    return !error ? 0 : cJSON_IsNull(error) ? UINT64_MAX : member_count(json, name, fault);
}

/* Amounts that are left out are 0, but the count. */
static void entry_read(struct baseline_entry *entry, const cJSON *json, const char *path, struct document_fault *fault)
{
    char *key = shown_copy(json->string);
    fault_set_where(fault, "%s: the entry '%.200s'", path, key);
    *entry = (struct baseline_entry){
        .key = key,
        .count = member_count(json, "count", fault),
        .bytes = cJSON_HasObjectItem(json, "bytes") ? member_count(json, "bytes", fault) : 0,
        .count_error = error_read(json, "count_error", fault),
        .bytes_error = error_read(json, "bytes_error", fault),
        .bytes_per_iteration = member_rate(json, "bytes_per_iteration", fault),
        .objects_per_iteration = member_rate(json, "objects_per_iteration", fault),
    };
}

static int compare_entries(const void *left, const void *right)
{
    return strcmp(((const struct baseline_entry *)left)->key, ((const struct baseline_entry *)right)->key);
}

static void entries_read(struct baseline *baseline, const cJSON *known, const char *path, struct document_fault *fault)
{
    const cJSON *json;
    baseline->entries = memory_new((size_t)cJSON_GetArraySize(known) * sizeof(*baseline->entries));
    cJSON_ArrayForEach(json, known)
    {
        struct baseline_entry *entry = &baseline->entries[baseline->count++];
        entry_read(entry, json, path, fault);
    }
    if (baseline->count > 0) {
        qsort(baseline->entries, baseline->count, sizeof(*baseline->entries), compare_entries);
    }
}

bool baseline_read(struct baseline *baseline, const char *path, struct document_fault *fault)
{
    fault_set_where(fault, "%s", path);
    cJSON *root = json_file_read(path, fault);
    const cJSON *version = cJSON_GetObjectItemCaseSensitive(root, "tlscope_baseline");
    const cJSON *known = cJSON_GetObjectItemCaseSensitive(root, "findings");
    if (cJSON_IsNumber(version) && version->valuedouble == BASELINE_VERSION && cJSON_IsObject(known)) {
        baseline->selected = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(root, "selected"));
        entries_read(baseline, known, path, fault);
    } else if (root) {
        fault_tell(fault, "it is no baseline of this tlscope; make it with --write-baseline");
    }
    cJSON_Delete(root);
    return !fault_is(fault);
}

static void error_write(cJSON *json, const char *name, uint64_t error)
{
    if (error > 0) {
        cJSON_AddItemToObject(json, name, error == UINT64_MAX ? cJSON_CreateNull() : cJSON_CreateNumber((double)error));
    }
}

static void entry_write(cJSON *known, const struct baseline_entry *entry)
{
    cJSON *json = cJSON_AddObjectToObject(known, entry->key);
    cJSON_AddNumberToObject(json, "count", (double)entry->count);
    cJSON_AddNumberToObject(json, "bytes", (double)entry->bytes);
    error_write(json, "count_error", entry->count_error);
    error_write(json, "bytes_error", entry->bytes_error);
    if (entry->bytes_per_iteration > 0 || entry->objects_per_iteration > 0) {
        cJSON_AddNumberToObject(json, "bytes_per_iteration", entry->bytes_per_iteration);
        cJSON_AddNumberToObject(json, "objects_per_iteration", entry->objects_per_iteration);
    }
}

bool baseline_write(const struct baseline *baseline, FILE *file)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddNumberToObject(root, "tlscope_baseline", BASELINE_VERSION);
    if (baseline->selected) {
        cJSON_AddTrueToObject(root, "selected");
    }
    cJSON *known = cJSON_AddObjectToObject(root, "findings");
    for (size_t i = 0; i < baseline->count; i++) {
        entry_write(known, &baseline->entries[i]);
    }
    return print_write_lines(root, file);
}
