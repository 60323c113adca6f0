/* SPDX-License-Identifier: MIT */
/* The findings of a report, of all its processes, and what the gate makes of them. */
#ifndef TLSCOPE_CHECK_CHECKED_H
#define TLSCOPE_CHECK_CHECKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document.h"
#include "process_list.h"

#define CATEGORIES(X) X(LEAK, "leak") X(MISUSE, "misuse") X(GROWTH, "growth") X(SCOPE, "scope") X(HEAP, "heap")
#define SEVERITIES(X) X(NOTE, "note") X(WARNING, "warning") X(ERROR, "error")
#define STATUSES(X)   X(PASSED, "passed") X(FAILED, "failed") X(SUPPRESSED, "suppressed") X(KNOWN, "known")

#define CATEGORY_ENUMERATOR(id, name) CATEGORY_##id,
#define SEVERITY_ENUMERATOR(id, name) SEVERITY_##id,
#define STATUS_ENUMERATOR(id, name)   STATUS_##id,
enum category { CATEGORIES(CATEGORY_ENUMERATOR) CATEGORY_COUNT };
enum severity { SEVERITIES(SEVERITY_ENUMERATOR) SEVERITY_COUNT }; /* in order */
enum status { STATUSES(STATUS_ENUMERATOR) STATUS_COUNT };

const char *category_word(enum category category);
const char *severity_word(enum severity severity);
const char *status_word(enum status status);

/* The number of a name; CATEGORY_COUNT or SEVERITY_COUNT where there is none of it. */
enum category category_of(const char *name);
enum severity severity_of(const char *name);

struct suppression;

struct checked_process {
    const char *program;
    const char *host;
    struct process_id id; /* of a report, with its turn where a process ran several programs (exec) */
    const char *start;    /* ISO 8601, "" when not known */
    uint64_t pid;
    bool told; /* a finding or a doubt is of it */
};

struct checked_place {
    const char *role; /* "" for the cause */
    const char *text;
    const char *function;
    const char *file;
    uint64_t line; /* 0: not known */
};

/* Texts are never NULL: "" where the report has none. They belong to the report. */
struct checked_finding {
    const cJSON *json;
    const struct checked_process *process; /* of several the one where it weighs most */
    uint64_t processes;                    /* that have it; all amounts are of all of them */
    const char *key;
    const char *code;
    const char *sentence;
    const char *fix;
    const char *name;
    const char *kind;
    enum category category;
    enum severity severity;
    uint64_t objects;
    uint64_t bytes;
    uint64_t times;
    bool estimated;         /* objects and bytes, and what an iteration keeps of them */
    uint64_t objects_error; /* nineteen of twenty estimates are nearer; UINT64_MAX: nothing is known of it */
    uint64_t bytes_error;
    double bytes_per_iteration; /* of growth */
    double objects_per_iteration;
    struct checked_place *places; /* the cause first where there is one */
    size_t place_count;
    bool has_cause;

    /* What the gate makes of it. */
    enum status status;
    const struct suppression *suppression; /* of a suppressed one */
    bool grown;                            /* the baseline knows it, but not that much of it */
    uint64_t new_count;                    /* checked_count less what the baseline knows */
    uint64_t new_bytes;
    const char *failed_by; /* the option that fails it; NULL where it does not */
    const char *failed_on; /* the word of --fail-on that fails it; NULL likewise */
};

/* Why less is known than a clean report would claim. */
struct checked_doubt {
    char text[200];
    size_t subject; /* how long the part of it is that names the process; 0: it is of the trace */
};

struct checked {
    struct checked_finding *items;
    size_t count;
    struct checked_process *processes;
    size_t process_count;
    struct checked_doubt *doubts;
    size_t doubt_count;
    bool in_part;  /* of what a process leaked no more is known than what a flight recorder still tells of */
    bool selected; /* of a process only some objects were looked at, by chance or as asked for */
};

/*
 * Takes the findings out of a report or a merged report, which must outlive them. False, and why in `fault`, when there
 * are none to go by; checked_free is due all the same.
 */
bool checked_read(struct checked *checked, const struct document *document, struct document_fault *fault);
void checked_free(struct checked *checked);

/* For people: its name may be lost with the beginning of its trace. */
const char *checked_program(const struct checked_process *process);

/* Whether it is about objects and their bytes: leaks and the heap are. */
bool checked_is_of_objects(const struct checked_finding *finding);

/* Whether it is of objects that a recording may leave out; misuse and scopes are told of wholly. */
bool checked_is_of_selected(const struct checked_finding *finding);

/* How much of it there is, at least 1: objects of leaks and of the heap, times of all others. */
uint64_t checked_count(const struct checked_finding *finding);

/* The place to look at first: the cause, or else the first place with a file; NULL where there is none. */
const struct checked_place *checked_place_of(const struct checked_finding *finding);

#endif
