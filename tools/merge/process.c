/* SPDX-License-Identifier: MIT */
/* One process of a merged report, and the order of processes. */
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "merged_internal.h"

const char *const merged_sampled_by[] = {"objects", "bytes", NULL};

struct merged_process *merged_process_add(struct merged *merged, const cJSON *summary, struct document_fault *fault)
{
    struct merged_process *process = memory_new(sizeof(*process));
    merged->processes = merged_array_grow(merged->processes, merged->process_count, sizeof(struct merged_process *));
    merged->processes[merged->process_count++] = process;
    process->host = names_keep(&merged->texts, member_text(summary, "host", fault));
    process->start = names_keep(&merged->texts, member_text(summary, "start", fault));
    process->program = names_keep(&merged->texts, member_text(summary, "program", fault));
    process->pid = member_count(summary, "pid", fault);
    process->summary = cJSON_Duplicate(summary, true);
    return process;
}

static int compare_told(const struct merged_process *left, const struct merged_process *right)
{
    char *left_text = cJSON_PrintUnformatted(left->summary);
    char *right_text = cJSON_PrintUnformatted(right->summary);
    int order = left_text && right_text ? strcmp(left_text, right_text) : 0;
    free(left_text);
    free(right_text);
    return order ? order : strcmp(left->timeline, right->timeline);
}

int merged_process_compare(const struct merged_process *left, const struct merged_process *right)
{
    int order = strcmp(left->host, right->host);
    if (order == 0) {
        order = strcmp(left->start, right->start);
    }
    if (order == 0) {
        order = (left->pid > right->pid) - (left->pid < right->pid);
    }
    if (order == 0) {
        order = strcmp(left->program, right->program);
    }
    if (order == 0 && left != right && left->start[0] == '\0') {
        order = compare_told(left, right);
    }
    return order;
}

static int compare_entries(const void *left, const void *right)
{
    return merged_process_compare(*(struct merged_process *const *)left, *(struct merged_process *const *)right);
}

bool merged_processes_sort(struct merged *merged, struct document_fault *fault)
{
    if (merged->process_count > 0) {
        qsort(merged->processes, merged->process_count, sizeof(struct merged_process *), compare_entries);
    }
    for (size_t i = 0; i < merged->process_count; i++) {
        struct merged_process *process = merged->processes[i];
        process->index = i;
        if (i > 0 && merged_process_compare(merged->processes[i - 1], process) == 0) {
            fault_set_where(fault, "%s", "");
            fault_tell(
                fault,
                "process %llu on host '%s' (%s, started %s) is in %s and in %s: it would be counted twice; leave "
                "one of them out",
                (unsigned long long)process->pid, process->host, process->program,
                process->start[0] ? process->start : "at an unknown time", merged->processes[i - 1]->source,
                process->source);
        }
    }
    return !fault_is(fault);
}
