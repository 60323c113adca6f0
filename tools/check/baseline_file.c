/* SPDX-License-Identifier: MIT */
/* Baselines in files: JSON, in the order of their keys, so that changes of a checked-in one are easy to see. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "baseline.h"
#include "clean_text.h"
#include "json_file.h"
#include "memory.h"

enum { BASELINE_VERSION = 1 };

static bool entry_read(struct baseline_entry *entry, const cJSON *json)
{
    const cJSON *count = cJSON_GetObjectItemCaseSensitive(json, "count");
    const cJSON *bytes = cJSON_GetObjectItemCaseSensitive(json, "bytes");
    const cJSON *growth_bytes = cJSON_GetObjectItemCaseSensitive(json, "bytes_per_iteration");
    const cJSON *growth_objects = cJSON_GetObjectItemCaseSensitive(json, "objects_per_iteration");
    if (!cJSON_IsNumber(count) || !(count->valuedouble >= 0 && count->valuedouble < 0x1p63)) {
        return false;
    }
    *entry = (struct baseline_entry){.key = memory_copy(json->string), .count = (uint64_t)count->valuedouble};
    clean_text(entry->key);
    if (cJSON_IsNumber(bytes) && bytes->valuedouble >= 0 && bytes->valuedouble < 0x1p63) {
        entry->bytes = (uint64_t)bytes->valuedouble;
    }
    entry->bytes_per_iteration = cJSON_IsNumber(growth_bytes) ? growth_bytes->valuedouble : 0;
    entry->objects_per_iteration = cJSON_IsNumber(growth_objects) ? growth_objects->valuedouble : 0;
    return true;
}

static int compare_entries(const void *left, const void *right)
{
    return strcmp(((const struct baseline_entry *)left)->key, ((const struct baseline_entry *)right)->key);
}

static bool entries_read(struct baseline *baseline, const cJSON *known, const char *path, struct failure *failure)
{
    const cJSON *json;
    baseline->entries = memory_new((size_t)cJSON_GetArraySize(known) * sizeof(*baseline->entries));
    cJSON_ArrayForEach(json, known)
    {
        if (!entry_read(&baseline->entries[baseline->count], json)) {
            return failure_set(failure, "%s: the entry '%.200s' of the baseline has no count", path, json->string);
        }
        baseline->count++;
    }
    qsort(baseline->entries, baseline->count, sizeof(*baseline->entries), compare_entries);
    return true;
}

bool baseline_read(struct baseline *baseline, const char *path, struct failure *failure)
{
    cJSON *root = json_file_read(path, "the baseline", failure);
    if (!root) {
        return false;
    }
    const cJSON *version = cJSON_GetObjectItemCaseSensitive(root, "tlscope_baseline");
    const cJSON *known = cJSON_GetObjectItemCaseSensitive(root, "findings");
    bool read = cJSON_IsNumber(version) && version->valuedouble == BASELINE_VERSION && cJSON_IsObject(known);
    if (!read) {
        failure_set(failure, "%s is no baseline of this tlscope; make it with --write-baseline", path);
    }
    read = read && entries_read(baseline, known, path, failure);
    cJSON_Delete(root);
    return read;
}

static void entry_write(cJSON *known, const struct baseline_entry *entry)
{
    cJSON *json = cJSON_AddObjectToObject(known, entry->key);
    cJSON_AddNumberToObject(json, "count", (double)entry->count);
    cJSON_AddNumberToObject(json, "bytes", (double)entry->bytes);
    if (entry->bytes_per_iteration > 0 || entry->objects_per_iteration > 0) {
        cJSON_AddNumberToObject(json, "bytes_per_iteration", entry->bytes_per_iteration);
        cJSON_AddNumberToObject(json, "objects_per_iteration", entry->objects_per_iteration);
    }
}

bool baseline_write(const struct baseline *baseline, FILE *file)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddNumberToObject(root, "tlscope_baseline", BASELINE_VERSION);
    cJSON *known = cJSON_AddObjectToObject(root, "findings");
    for (size_t i = 0; i < baseline->count; i++) {
        entry_write(known, &baseline->entries[i]);
    }
    return json_file_write(root, file);
}
