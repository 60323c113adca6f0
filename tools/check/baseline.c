/* SPDX-License-Identifier: MIT */
/* Known findings, made from a report and held against one. */
#include "baseline.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

static int compare_keys(const void *left, const void *right)
{
    return strcmp(((const struct baseline_entry *)left)->key, ((const struct baseline_entry *)right)->key);
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* Entries of one key, next to each other, become one. */
static void unite(struct baseline *baseline)
{
    size_t kept = 0;
    for (size_t i = 0; i < baseline->count; i++) {
        struct baseline_entry *entry = &baseline->entries[i];
        struct baseline_entry *last = kept > 0 ? &baseline->entries[kept - 1] : NULL;
        if (!last || compare_keys(last, entry) != 0) {
            baseline->entries[kept++] = *entry;
            continue;
        }
        last->count += entry->count;
        last->bytes += entry->bytes;
        last->bytes_per_iteration = larger(last->bytes_per_iteration, entry->bytes_per_iteration);
        last->objects_per_iteration = larger(last->objects_per_iteration, entry->objects_per_iteration);
        free(entry->key);
    }
    baseline->count = kept;
}

void baseline_make(struct baseline *baseline, const struct checked *checked)
{
    baseline->count = 0;
    baseline->entries = memory_new(checked->count * sizeof(*baseline->entries));
    for (size_t i = 0; i < checked->count; i++) {
        const struct checked_finding *finding = &checked->items[i];
        if (finding->status != STATUS_SUPPRESSED) {
            baseline->entries[baseline->count++] = (struct baseline_entry){
                .key = memory_copy(finding->key),
                .count = checked_count(finding),
                .bytes = finding->bytes,
                .bytes_per_iteration = finding->bytes_per_iteration,
                .objects_per_iteration = finding->objects_per_iteration,
            };
        }
    }
    qsort(baseline->entries, baseline->count, sizeof(*baseline->entries), compare_keys);
    unite(baseline);
}

void baseline_free(struct baseline *baseline)
{
    for (size_t i = 0; i < baseline->count; i++) {
        free(baseline->entries[i].key);
    }
    free(baseline->entries);
}

static uint64_t take(uint64_t *known, uint64_t found)
{
    uint64_t taken = found < *known ? found : *known;
    *known -= taken;
    return found - taken;
}

static bool grows_as_known(const struct baseline_entry *entry, const struct checked_finding *finding)
{
    return finding->bytes_per_iteration <= entry->bytes_per_iteration * 1.01 &&
           finding->objects_per_iteration <= entry->objects_per_iteration * 1.01;
}

static void finding_apply(struct baseline_entry *entry, struct checked_finding *finding)
{
    bool known;
    if (finding->category == CATEGORY_GROWTH) {
        known = grows_as_known(entry, finding);
    } else {
        finding->new_count = take(&entry->count, finding->new_count);
        finding->new_bytes = take(&entry->bytes, finding->new_bytes);
        known = finding->new_count == 0 && (finding->new_bytes == 0 || !checked_is_of_objects(finding));
    }
    entry->found = true;
    finding->status = known ? STATUS_KNOWN : finding->status;
    finding->grown = !known;
}

void baseline_apply(const struct baseline *baseline, const struct checked *checked)
{
    if (baseline->count == 0) {
        return;
    }
    struct baseline left = {memory_new(baseline->count * sizeof(*left.entries)), baseline->count};
    memcpy(left.entries, baseline->entries, baseline->count * sizeof(*left.entries));
    for (size_t i = 0; i < checked->count; i++) {
        struct checked_finding *finding = &checked->items[i];
        const struct baseline_entry wanted = {.key = (char *)finding->key};
        struct baseline_entry *entry = bsearch(&wanted, left.entries, left.count, sizeof(*left.entries), compare_keys);
        if (entry && finding->status != STATUS_SUPPRESSED) {
            finding_apply(entry, finding);
            baseline->entries[entry - left.entries].found = true;
        }
    }
    free(left.entries);
}
