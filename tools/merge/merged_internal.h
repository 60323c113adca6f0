/* SPDX-License-Identifier: MIT */
/* What the parts of merging share. */
#ifndef TLSCOPE_MERGE_MERGED_INTERNAL_H
#define TLSCOPE_MERGE_MERGED_INTERNAL_H

#include "members.h"
#include "merged.h"

/* An array with room for one item more; `count` is what it holds. */
void *merged_array_grow(void *array, size_t count, size_t item_bytes);

/* Adds a process of which all but host, start, program and pid is to be filled in; those come from the summary. */
struct merged_process *merged_process_add(struct merged *merged, const cJSON *summary, struct document_fault *fault);

/* By host, start, pid and program; where the start is not known, by all that is told of them. 0: the same process. */
int merged_process_compare(const struct merged_process *left, const struct merged_process *right);

/* Sorts processes, which then know their index. False when one is there twice. */
bool merged_processes_sort(struct merged *merged, struct document_fault *fault);

/* Adds a finding with no detail but its key. */
struct merged_finding *merged_findings_add(struct merged_findings *findings, const char *key);

/* Joins the findings of each key. `one_process`: they all are of the same. */
void merged_findings_fold(struct merged_findings *findings, bool one_process);

/* The most severe first. */
void merged_findings_sort(struct merged_findings *findings);

void merged_findings_free(struct merged_findings *findings);

/* Adds a text to the damage told, unless it is told already. */
void merged_damage_add(struct merged *merged, const char *text);

/* Adds the counts of an object to those of another, and so on in the objects in it. */
void merged_counts_add(cJSON *into, const cJSON *from);

/* The members by name, whatever order they came in; the caller's. */
cJSON *merged_sorted(const cJSON *object);

/* By what objects are sampled: the words of `sampled_by_bytes`. */
extern const char *const merged_sampled_by[];

/* Tells the fault what a summary lacks that totals are made of. */
void merged_summary_check(const cJSON *summary, struct document_fault *fault);

#endif
