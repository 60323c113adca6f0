/* SPDX-License-Identifier: MIT */
/* Many reports as one: processes side by side, findings joined by key. */
#ifndef TLSCOPE_MERGE_MERGED_H
#define TLSCOPE_MERGE_MERGED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "document.h"
#include "estimated.h"
#include "names.h"

enum { MERGED_PROCESSES_NAMED = 16, MERGED_DAMAGE_TOLD = 32 };

/* What is counted over traces, as report.schema.json's trace names it. */
#define MERGED_TRACE_COUNTS(X)                                                                                         \
    X(bytes) X(bytes_damaged) X(events) X(events_lost) X(events_unknown) X(packets_lost) X(processes)

struct merged_process {
    const char *host;
    const char *start; /* "" when not known */
    const char *program;
    const char *source; /* the file it came from, for messages */
    uint64_t pid;
    bool whole;        /* its trace was read whole */
    bool idle_child;   /* a child that made no call of the memory manager: that not all is known of it is no matter */
    bool totals_alone; /* was told of it (--summary): how much was alive at once is not known */
    bool in_part;      /* of what leaked no more than what a flight recorder still tells of */
    uint64_t sampled_one_of; /* objects, or bytes; 1: all are told of */
    bool sampled_by_bytes;
    bool chosen;            /* objects of some kinds, sizes or places were left out, as it was asked */
    struct estimated leaks; /* as its report has them: without what they hold */
    cJSON *summary;         /* as its report has it */
    char *timeline;         /* likewise, as JSON text: it is only carried on */
    size_t index;           /* in the sorted list, by merged_finish */
};

struct amounts {
    uint64_t objects;
    uint64_t bytes;
    uint64_t times;
};

/* The words of findings, the strongest first. */
extern const char *const merged_severities[];
extern const char *const merged_confidences[];

/* One finding of one process. */
struct merged_example {
    const struct merged_process *process;
    struct amounts amounts;
    cJSON *detail; /* category, code, sentence, fix, kind, name, cause, places */
};

/* All findings of one key. */
struct merged_finding {
    const char *key;
    unsigned severity; /* the strongest */
    unsigned confidence;
    struct amounts total;       /* as they were counted, of those sampled where they were */
    struct estimated estimated; /* what those stand for */
    cJSON *by_device;           /* {"cuda:0": {"objects", "bytes"}}; empty where its reports do not tell */
    bool grows;                 /* has rates */
    double bytes_per_iteration; /* the highest of any process */
    double objects_per_iteration;
    uint64_t processes;                                         /* that have it */
    const struct merged_process *named[MERGED_PROCESSES_NAMED]; /* the first of them */
    size_t named_count;
    struct merged_example heaviest;
};

struct merged_findings {
    struct merged_finding *items;
    size_t count;
};

struct merged_trace {
    uint64_t traces;
    bool whole;
#define COUNT_MEMBER(name) uint64_t name;
    MERGED_TRACE_COUNTS(COUNT_MEMBER)
#undef COUNT_MEMBER
    const char *damage[MERGED_DAMAGE_TOLD]; /* sorted, each once */
    size_t damage_count;
};

struct merged {
    struct merged_trace trace;
    struct merged_process **processes;
    size_t process_count;
    struct merged_findings findings;
    struct names texts; /* that are pointed to */
};

struct merged *merged_new(void);
void merged_free(struct merged *merged);

/* Adds all of a document that came from `source`. False, and why in `fault`, when it is none or not sound. */
bool merged_add(struct merged *merged, const struct document *document, const char *source,
                struct document_fault *fault);

/*
 * Sorts all, after the last document. False when a process came in twice, as everything of it would be counted twice.
 */
bool merged_finish(struct merged *merged, struct document_fault *fault);

/* Leaves the timelines out, which are most of a merged report. */
void merged_drop_timelines(struct merged *merged);

/* Whether all was read and no event is missing. */
bool merged_is_whole(const struct merged *merged);

/* The first process of which its report does not tell all for certain, and how many there are; NULL and 0: none. */
const struct merged_process *merged_uncertain(const struct merged *merged, size_t *count);

/* The totals over all processes, to be given to cJSON_Delete. Of peaks that no process tells they have null. */
cJSON *merged_summary(const struct merged *merged);

/* Its objects and what they hold, which their devices tell: a vector of three tensors is four. */
uint64_t merged_objects(const struct merged_finding *finding);

/* What all of it amounts to, with what its objects hold. */
struct estimated merged_estimated(const struct merged_finding *finding);

/* What an iteration keeps; nineteen of twenty are nearer than the error, 0 where nothing is sampled. */
struct merged_rate {
    double value;
    double error;
};
struct merged_rate merged_objects_rate(const struct merged_finding *finding);
struct merged_rate merged_bytes_rate(const struct merged_finding *finding);

/* The leaks of all processes, without what they hold. */
struct estimated merged_leaks(const struct merged *merged);

/* How many processes tell of a sample of their objects. */
size_t merged_sampled(const struct merged *merged);

/* "" where the finding has none. */
const char *merged_text_of(const struct merged_finding *finding, const char *name);

/* Adds a member of the finding as its report has it; null where that has none. */
void merged_detail_add(cJSON *json, const struct merged_finding *finding, const char *name);

/* The merged report; false when the file takes no more (errno says why). */
bool merged_write_json(const struct merged *merged, FILE *file);
bool merged_write_text(const struct merged *merged, FILE *file, const struct report_style *style);

#endif
