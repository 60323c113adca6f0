/* SPDX-License-Identifier: MIT */
/* The totals of a merged report, made anew of its processes each time, and so the same in whatever order they came. */
#include <string.h>

#include "merged_internal.h"

static const char *const summed[] = {"events",         "events_lost",  "objects_of_lost_origin",
                                     "leaked_objects", "leaked_bytes", "diagnostics",
                                     "end_objects",    "end_bytes",    NULL};
static const char *const highest[] = {"peak_bytes", "peak_objects", NULL};
static const char *const all_of[] = {"from_beginning", "certain", NULL};
static const char *const endings[] = {"killed",   "unknown",  "running",
                                      "replaced", "normally", NULL}; /* the worst first */
static const char *const split[] = {"by_kind", "by_device", NULL};

void merged_summary_check(const cJSON *summary, struct document_fault *fault)
{
    for (size_t i = 0; summed[i]; i++) {
        member_count(summary, summed[i], fault);
    }
    for (size_t i = 0; highest[i]; i++) {
        member_count(summary, highest[i], fault);
    }
    for (size_t i = 0; all_of[i]; i++) {
        member_flag(summary, all_of[i], fault);
    }
    for (size_t i = 0; split[i]; i++) {
        member_object(summary, split[i], fault);
    }
    member_word(summary, "ended", endings, fault);
}

/* The text that all processes have there; "" where they differ. */
static const char *common_text(const struct merged *merged, const char *name)
{
    struct document_fault fault = {0};
    const char *common = NULL;
    for (size_t i = 0; i < merged->process_count; i++) {
        const char *text = member_text(merged->processes[i]->summary, name, &fault);
        if (common && strcmp(common, text) != 0) {
            return "";
        }
        common = text;
    }
    return common ? common : "";
}

static const char *earliest_start(const struct merged *merged)
{
    const char *earliest = "";
    for (size_t i = 0; i < merged->process_count; i++) {
        const char *start = merged->processes[i]->start;
        if (start[0] && (!earliest[0] || strcmp(start, earliest) < 0)) {
            earliest = start;
        }
    }
    return earliest;
}

static const char *worst_ending(const struct merged *merged)
{
    struct document_fault fault = {0};
    unsigned worst = sizeof(endings) / sizeof(*endings) - 2;
    for (size_t i = 0; i < merged->process_count; i++) {
        unsigned ending = member_word(merged->processes[i]->summary, "ended", endings, &fault);
        worst = ending < worst ? ending : worst;
    }
    return endings[worst];
}

/* Processes are sorted by host. */
static size_t host_count(const struct merged *merged)
{
    size_t count = 0;
    for (size_t i = 0; i < merged->process_count; i++) {
        count += i == 0 || strcmp(merged->processes[i]->host, merged->processes[i - 1]->host) != 0;
    }
    return count;
}

static uint64_t total_of(const struct merged *merged, const char *name)
{
    struct document_fault fault = {0};
    uint64_t total = 0;
    for (size_t i = 0; i < merged->process_count; i++) {
        total = count_sum(total, member_count(merged->processes[i]->summary, name, &fault));
    }
    return total;
}

/* Of those that know. */
static uint64_t highest_of(const struct merged *merged, const char *name)
{
    struct document_fault fault = {0};
    uint64_t most = 0;
    for (size_t i = 0; i < merged->process_count; i++) {
        const struct merged_process *process = merged->processes[i];
        const uint64_t count = process->totals_alone ? 0 : member_count(process->summary, name, &fault);
        most = count > most ? count : most;
    }
    return most;
}

static bool knows_peaks(const struct merged *merged)
{
    for (size_t i = 0; i < merged->process_count; i++) {
        if (!merged->processes[i]->totals_alone) {
            return true;
        }
    }
    return merged->process_count == 0;
}

static bool is_all(const struct merged *merged, const char *name)
{
    struct document_fault fault = {0};
    bool all = true;
    for (size_t i = 0; i < merged->process_count; i++) {
        all = member_flag(merged->processes[i]->summary, name, &fault) && all;
    }
    return all;
}

static bool is_peak(const char *name)
{
    return strncmp(name, "peak_", strlen("peak_")) == 0;
}

/* Peaks of different times make no sum: the highest is kept. */
static uint64_t joined(const char *name, uint64_t left, uint64_t right)
{
    if (is_peak(name)) {
        return left > right ? left : right;
    }
    return count_sum(left, right);
}

void merged_counts_add(cJSON *into, const cJSON *from)
{
    struct document_fault fault = {0};
    const cJSON *member;
    if (!cJSON_IsObject(from)) {
        return;
    }
    cJSON_ArrayForEach(member, from)
    {
        cJSON *sum = cJSON_GetObjectItemCaseSensitive(into, member->string);
        if (cJSON_IsObject(member)) {
            merged_counts_add(sum ? sum : cJSON_AddObjectToObject(into, member->string), member);
        } else if (!sum) {
            cJSON_AddNumberToObject(into, member->string, (double)member_count(from, member->string, &fault));
        } else if (cJSON_IsNumber(sum)) {
            uint64_t total =
                joined(member->string, (uint64_t)sum->valuedouble, member_count(from, member->string, &fault));
            cJSON_SetNumberValue(sum, (double)total);
        }
    }
}

cJSON *merged_sorted(const cJSON *object)
{
    cJSON *sorted = cJSON_CreateObject();
    const char *last = NULL;
    for (const cJSON *next = object->child; next;) {
        const cJSON *member;
        next = NULL;
        cJSON_ArrayForEach(member, object)
        {
            const bool left = !last || strcmp(member->string, last) > 0;
            next = left && (!next || strcmp(member->string, next->string) < 0) ? member : next;
        }
        if (next) {
            cJSON_AddItemToObject(sorted, next->string, cJSON_Duplicate(next, true));
            last = next->string;
        }
    }
    return sorted;
}

static void split_add(cJSON *summary, const struct merged *merged, const char *name)
{
    cJSON *sum = cJSON_CreateObject();
    for (size_t i = 0; i < merged->process_count; i++) {
        merged_counts_add(sum, cJSON_GetObjectItemCaseSensitive(merged->processes[i]->summary, name));
    }
    cJSON_AddItemToObject(summary, name, merged_sorted(sum));
    cJSON_Delete(sum);
}

/* Where no process knows its peaks, neither are those of devices known. */
static void device_peaks_forget(cJSON *summary)
{
    cJSON *device;
    cJSON_ArrayForEach(device, cJSON_GetObjectItemCaseSensitive(summary, "by_device"))
    {
        for (size_t i = 0; highest[i]; i++) {
            if (cJSON_GetObjectItemCaseSensitive(device, highest[i])) {
                cJSON_ReplaceItemInObjectCaseSensitive(device, highest[i], cJSON_CreateNull());
            }
        }
    }
}

cJSON *merged_summary(const struct merged *merged)
{
    cJSON *summary = cJSON_CreateObject();
    uint64_t pid = merged->process_count == 1 ? merged->processes[0]->pid : 0;
    cJSON_AddStringToObject(summary, "program", common_text(merged, "program"));
    cJSON_AddNumberToObject(summary, "pid", (double)pid);
    cJSON_AddStringToObject(summary, "host", common_text(merged, "host"));
    cJSON_AddStringToObject(summary, "start", earliest_start(merged));
    cJSON_AddStringToObject(summary, "ended", worst_ending(merged));
    cJSON_AddNumberToObject(summary, "processes", (double)merged->process_count);
    cJSON_AddNumberToObject(summary, "hosts", (double)host_count(merged));
    for (size_t i = 0; all_of[i]; i++) {
        cJSON_AddBoolToObject(summary, all_of[i], is_all(merged, all_of[i]));
    }
    for (size_t i = 0; summed[i]; i++) {
        cJSON_AddNumberToObject(summary, summed[i], (double)total_of(merged, summed[i]));
    }
    const struct estimated leaks = merged_leaks(merged);
    const bool peaks_known = knows_peaks(merged);
    cJSON_AddItemToObject(summary, "estimated_leaks", estimated_json(&leaks));
    for (size_t i = 0; highest[i]; i++) {
        cJSON_AddItemToObject(summary, highest[i],
                              peaks_known ? cJSON_CreateNumber((double)highest_of(merged, highest[i]))
                                          : cJSON_CreateNull());
    }
    for (size_t i = 0; split[i]; i++) {
        split_add(summary, merged, split[i]);
    }
    if (!peaks_known) {
        device_peaks_forget(summary);
    }
    return summary;
}
