/* SPDX-License-Identifier: MIT */
#include "merged.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "merged_internal.h"

struct merged *merged_new(void)
{
    struct merged *merged = memory_new(sizeof(*merged));
    merged->trace.whole = true;
    return merged;
}

void merged_free(struct merged *merged)
{
    for (size_t i = 0; i < merged->process_count; i++) {
        cJSON_Delete(merged->processes[i]->summary);
        free(merged->processes[i]->timeline);
        free(merged->processes[i]);
    }
    free(merged->processes);
    merged_findings_free(&merged->findings);
    names_free(&merged->texts);
    free(merged);
}

/* Doubles it whenever the count reaches a power of two. */
void *merged_array_grow(void *array, size_t count, size_t item_bytes)
{
    bool full = (count & (count - 1)) == 0;
    return full ? memory_resize(array, count ? count * 2 : 1, item_bytes) : array;
}

/* The smallest texts of a sorted set: a bound that no order of adding shows in. */
void merged_damage_add(struct merged *merged, const char *text)
{
    struct merged_trace *trace = &merged->trace;
    size_t at = 0;
    while (at < trace->damage_count && strcmp(trace->damage[at], text) < 0) {
        at++;
    }
    if (at == MERGED_DAMAGE_TOLD || (at < trace->damage_count && strcmp(trace->damage[at], text) == 0)) {
        return;
    }
    if (trace->damage_count < MERGED_DAMAGE_TOLD) {
        trace->damage_count++;
    }
    memmove(&trace->damage[at + 1], &trace->damage[at], (trace->damage_count - at - 1) * sizeof(*trace->damage));
    trace->damage[at] = names_keep(&merged->texts, text);
}

bool merged_finish(struct merged *merged, struct document_fault *fault)
{
    merged_findings_sort(&merged->findings);
    return merged_processes_sort(merged, fault);
}

void merged_drop_timelines(struct merged *merged)
{
    for (size_t i = 0; i < merged->process_count; i++) {
        free(merged->processes[i]->timeline);
        merged->processes[i]->timeline = memory_copy("null");
    }
}

const struct merged_process *merged_uncertain(const struct merged *merged, size_t *count)
{
    const struct merged_process *first = NULL;
    *count = 0;
    for (size_t i = 0; i < merged->process_count; i++) {
        const struct merged_process *process = merged->processes[i];
        const cJSON *certain = cJSON_GetObjectItemCaseSensitive(process->summary, "certain");
        if (!cJSON_IsTrue(certain) && !process->idle_child) {
            first = first ? first : process;
            ++*count;
        }
    }
    return first;
}

bool merged_is_whole(const struct merged *merged)
{
    const struct merged_trace *trace = &merged->trace;
    return trace->whole && trace->events_lost == 0 && trace->packets_lost == 0;
}

struct estimated merged_leaks(const struct merged *merged)
{
    struct estimated leaks = {.objects_known = true};
    for (size_t i = 0; i < merged->process_count; i++) {
        estimated_add(&leaks, &merged->processes[i]->leaks);
    }
    return leaks;
}

size_t merged_sampled(const struct merged *merged)
{
    size_t sampled = 0;
    for (size_t i = 0; i < merged->process_count; i++) {
        sampled += merged->processes[i]->sampled_one_of > 1;
    }
    return sampled;
}
