/* SPDX-License-Identifier: MIT */
/* Findings of one key, joined so that neither order nor grouping of the joins shows in what comes of it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "merged_internal.h"

const char *const merged_severities[] = {"error", "warning", "note", NULL};
const char *const merged_confidences[] = {"certain", "likely", "possible", NULL};

struct merged_finding *merged_findings_add(struct merged_findings *findings, const char *key)
{
    findings->items = merged_array_grow(findings->items, findings->count, sizeof(*findings->items));
    struct merged_finding *finding = &findings->items[findings->count++];
    *finding = (struct merged_finding){.key = key};
    return finding;
}

void merged_findings_free(struct merged_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        cJSON_Delete(findings->items[i].heaviest.detail);
        cJSON_Delete(findings->items[i].by_device);
    }
    free(findings->items);
}

static int compare_counts(uint64_t left, uint64_t right)
{
    return (left > right) - (left < right);
}

/* The larger ones compare greater: bytes weigh most, then objects, then times. */
static int compare_amounts(const struct amounts *left, const struct amounts *right)
{
    int order = compare_counts(left->bytes, right->bytes);
    if (order == 0) {
        order = compare_counts(left->objects, right->objects);
    }
    return order ? order : compare_counts(left->times, right->times);
}

static int compare_details(const cJSON *left, const cJSON *right)
{
    char *left_text = cJSON_PrintUnformatted(left);
    char *right_text = cJSON_PrintUnformatted(right);
    int order = left_text && right_text ? strcmp(left_text, right_text) : 0;
    free(left_text);
    free(right_text);
    return order;
}

/* What is known to have been done to an object comes before a wrong argument. */
static bool is_of_object(const struct merged_finding *finding)
{
    return cJSON_IsString(cJSON_GetObjectItemCaseSensitive(finding->heaviest.detail, "kind"));
}

/* An order without ties, but for findings that are alike in everything. */
static bool is_heavier(const struct merged_example *left, const struct merged_example *right)
{
    int order = compare_amounts(&left->amounts, &right->amounts);
    if (order == 0) {
        order = -merged_process_compare(left->process, right->process);
    }
    return (order ? order : compare_details(right->detail, left->detail)) > 0;
}

/* The first few of both, each once. */
static void join_named(struct merged_finding *into, const struct merged_finding *from)
{
    const struct merged_process *joined[MERGED_PROCESSES_NAMED];
    size_t count = 0;
    size_t left = 0;
    size_t right = 0;
    while (count < MERGED_PROCESSES_NAMED && (left < into->named_count || right < from->named_count)) {
        int order = left == into->named_count    ? 1
                    : right == from->named_count ? -1
                                                 : merged_process_compare(into->named[left], from->named[right]);
        joined[count++] = order <= 0 ? into->named[left] : from->named[right];
        left += order <= 0;
        right += order >= 0;
    }
    for (into->named_count = 0; into->named_count < count; into->named_count++) {
        into->named[into->named_count] = joined[into->named_count];
    }
}

static void join(struct merged_finding *into, struct merged_finding *from, bool one_process)
{
    into->total.objects = count_sum(into->total.objects, from->total.objects);
    into->total.bytes = count_sum(into->total.bytes, from->total.bytes);
    into->total.times = count_sum(into->total.times, from->total.times);
    estimated_add(&into->estimated, &from->estimated);
    merged_counts_add(into->by_device, from->by_device);
    cJSON_Delete(from->by_device);
    into->grows = into->grows || from->grows;
    into->bytes_per_iteration = fmax(into->bytes_per_iteration, from->bytes_per_iteration);
    into->objects_per_iteration = fmax(into->objects_per_iteration, from->objects_per_iteration);
    into->severity = from->severity < into->severity ? from->severity : into->severity;
    into->confidence = from->confidence < into->confidence ? from->confidence : into->confidence;
    into->processes = one_process ? into->processes : count_sum(into->processes, from->processes);
    join_named(into, from);
    struct merged_example lighter = from->heaviest;
    if (is_heavier(&from->heaviest, &into->heaviest)) {
        lighter = into->heaviest;
        into->heaviest = from->heaviest;
    }
    cJSON_Delete(lighter.detail);
}

static int compare_keys(const void *left, const void *right)
{
    return strcmp(((const struct merged_finding *)left)->key, ((const struct merged_finding *)right)->key);
}

void merged_findings_fold(struct merged_findings *findings, bool one_process)
{
    size_t kept = 0;
    if (findings->count == 0) {
        return;
    }
    qsort(findings->items, findings->count, sizeof(*findings->items), compare_keys);
    for (size_t i = 1; i < findings->count; i++) {
        if (compare_keys(&findings->items[kept], &findings->items[i]) == 0) {
            join(&findings->items[kept], &findings->items[i], one_process);
        } else {
            findings->items[++kept] = findings->items[i];
        }
    }
    findings->count = kept + 1;
}

static int compare_severe(const void *left_item, const void *right_item)
{
    const struct merged_finding *left = left_item;
    const struct merged_finding *right = right_item;
    int order = (left->severity > right->severity) - (left->severity < right->severity);
    if (order == 0 && left->total.bytes == right->total.bytes && left->total.objects == right->total.objects) {
        order = is_of_object(right) - is_of_object(left);
    }
    if (order == 0) {
        order = -compare_amounts(&left->total, &right->total);
    }
    return order ? order : strcmp(left->key, right->key);
}

void merged_findings_sort(struct merged_findings *findings)
{
    if (findings->count > 0) {
        qsort(findings->items, findings->count, sizeof(*findings->items), compare_severe);
    }
}

const char *merged_text_of(const struct merged_finding *finding, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(finding->heaviest.detail, name));
    return text ? text : "";
}

uint64_t merged_objects(const struct merged_finding *finding)
{
    struct document_fault fault = {0};
    uint64_t objects = 0;
    const cJSON *on;
    cJSON_ArrayForEach(on, finding->by_device)
    {
        objects = count_sum(objects, member_count(on, "objects", &fault));
    }
    return objects > finding->total.objects ? objects : finding->total.objects;
}

struct estimated merged_estimated(const struct merged_finding *finding)
{
    struct estimated estimated = finding->estimated;
    const double inside = (double)(merged_objects(finding) - finding->total.objects);
    const double seen = (double)finding->total.objects;
    const double held = seen > 0 ? inside * (double)estimated.objects / seen : inside;
    estimated.objects = count_sum(estimated.objects, (uint64_t)(held + 0.5));
    return estimated;
}

/* Rates are of what was seen, as amounts are: they stand for as many more. */
static struct merged_rate rate_of(double rate, uint64_t seen, uint64_t estimated, uint64_t error)
{
    const double each = seen > 0 ? rate / (double)seen : 0;
    return seen > 0 && seen != estimated ? (struct merged_rate){each * (double)estimated, each * (double)error}
                                         : (struct merged_rate){rate, each * (double)error};
}

struct merged_rate merged_objects_rate(const struct merged_finding *finding)
{
    const struct estimated *estimated = &finding->estimated;
    return rate_of(finding->objects_per_iteration, finding->total.objects, estimated->objects,
                   estimated->objects_error);
}

struct merged_rate merged_bytes_rate(const struct merged_finding *finding)
{
    const struct estimated *estimated = &finding->estimated;
    return rate_of(finding->bytes_per_iteration, finding->total.bytes, estimated->bytes, estimated->bytes_error);
}
