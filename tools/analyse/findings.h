/* SPDX-License-Identifier: MIT */
/* What deserves the attention of a report's reader, made of all that was counted; findings.def lists what there is. */
#ifndef TLSCOPE_ANALYSE_FINDINGS_H
#define TLSCOPE_ANALYSE_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "devices.h"

#include "selection.h"

struct analysis;
struct why;
struct process;

enum finding_category { FINDING_LEAK, FINDING_MISUSE, FINDING_GROWTH, FINDING_SCOPE, FINDING_HEAP };
enum finding_severity { FINDING_NOTE, FINDING_WARNING, FINDING_ERROR };
enum finding_confidence { FINDING_POSSIBLE, FINDING_LIKELY, FINDING_CERTAIN };

const char *finding_category_name(enum finding_category category);
const char *finding_severity_name(enum finding_severity severity);
const char *finding_confidence_name(enum finding_confidence confidence);

enum finding_code {
#define FINDING(code, name, category, severity, sentence, fix) FINDING_CODE_##code,
#define MISUSE(code, place, fix)                               FINDING_MISUSE_##code,
#include "findings.def"
    FINDING_CODES
};

enum { FINDING_PLACES = 12 };

struct finding_place {
    const char *role; /* such as "registered at" */
    uint32_t site;
};

enum { FINDING_CALLERS = 3, FINDING_DEVICES = DEVICES_MOST };

/* How many of the objects are on each device; none: of no objects. */
struct finding_devices {
    struct finding_device {
        const struct device *device;
        uint64_t objects;
        uint64_t bytes;
    } list[FINDING_DEVICES];
    size_t count;
};

/* A call that led to the cause, and how often the operation there that is blamed came of it. */
struct finding_caller {
    uint32_t site; /* of the cause, with its stack */
    uint64_t times;
};

struct finding {
    enum finding_code code;
    enum finding_category category;
    enum finding_severity severity;
    enum finding_confidence confidence;
    uint64_t objects;
    uint64_t inside;       /* objects more that those hold, vectors being among them */
    uint64_t bytes;        /* of both, and of slot buffers */
    uint64_t size_unknown; /* of both, those whose bytes nobody knows */
    uint64_t buffer_bytes; /* that functions never left keep */
    uint64_t functions;    /* never left; 0: scopes alone were not */
    uint32_t
        function_site; /* where those were entered, if in the cause's function; 0: no more than the cause is known */
    struct estimate estimate;    /* of leaks and growth, where objects are sampled; objects 0: none */
    uint64_t acquires;           /* of the objects at the cause; */
    uint64_t unpaid;             /* of them that no release pays for */
    bool unpaid_unknown;         /* those may be more, or less */
    uint32_t depth_from;         /* of scopes never left that one thread enters again and again: before the first, */
    uint32_t depth_to;           /* and in the last; 0: they are no growth */
    uint32_t ended_at;           /* where the program was at its end, inside what it had open; 0: not there */
    uint64_t running;            /* of scopes never left, those that may still have been in use at the end, */
    uint64_t of_parent;          /* and of those, the ones that the parent process entered before the fork */
    uint64_t times;              /* misused, scopes, iterations */
    uint32_t around;             /* where the scope was entered in which objects pile up; 0: the global one */
    uint32_t loop;               /* where the scope is entered whose every iteration keeps some; 0: none does */
    uint64_t iterations;         /* of it */
    uint64_t iterations_keeping; /* that kept something */
    double objects_per_iteration;
    double bytes_per_iteration;
    struct finding_devices devices;        /* of the objects themselves, */
    struct finding_devices devices_in_all; /* and with those that they hold */
    int kind;                              /* -1: of none, or of several */
    const char *name;
    uint32_t cause; /* the site to look at first; 0: none */
    struct finding_place places[FINDING_PLACES];
    size_t place_count;
    const struct why *why;                          /* of a leak; NULL: not known */
    uint32_t stack_site;                            /* of one of the calls, with its stack; 0: none */
    struct finding_caller callers[FINDING_CALLERS]; /* of a leak's cause, the commonest first */
    size_t caller_count;                            /* of all, told or not */
    uint32_t example;                               /* number of one of the objects; 0: none */
    uint64_t pointer;                               /* its address */
    bool of_exits;                                  /* a misuse that one exit too many may have led to, */
    bool at_exit;                                   /* or that one itself */
    uint32_t freed_in;                              /* the scope whose exit freed it too early; 0: none did */
    int64_t first_ns;                               /* of a misuse, when it came first */
    bool unmoved;                                   /* a misuse that came of a move that missed, at the cause */
    uint32_t late; /* where a misuse was that came of a release too many, which is the cause; 0: it did not */
    const struct finding *follows; /* from this one, which is to be mended first; NULL: from none */
    const char *detail;            /* what a misuse expected */
    const char *told;              /* by memcheck, whose sentence it is; NULL: by the trace */
    char *key;                     /* the same in every build of the program */
    char *sentence;
    char *fix;
};

struct findings {
    struct finding **list; /* most severe first */
    size_t count;
};

const char *finding_name(enum finding_code code);
unsigned finding_diagnostic(enum finding_code code); /* enum tl_diagnostic of a misuse */
const char *finding_fix(enum finding_code code);
const char *finding_sentence(enum finding_code code);

/* Once all else of the process is finished. */
void findings_make(struct findings *findings, const struct analysis *analysis, const struct process *process);
void findings_free(struct findings *findings);

/* A new finding at the end of the list, with the category and severity of its code, cause and kind none. */
struct finding *findings_add(struct findings *findings, enum finding_code code);

/* Adds a place; none when the site is 0, or already there in that role, or there are enough. */
void finding_place_add(struct finding *finding, const char *role, uint32_t site);

/* Whether it has that place in that role. */
bool finding_has_place(const struct finding *finding, const char *role, uint32_t site);

/* Counts objects on a device. */
void finding_device_add(struct finding *finding, const struct device *device, uint64_t objects, uint64_t bytes);

/* Counts objects there that others of the finding hold. */
void finding_inside_add(struct finding *finding, const struct device *device, uint64_t objects, uint64_t bytes);

/* Fills in key, sentence and fix. */
void finding_write(struct finding *finding, const struct process *process);

/* Says of a finding what each iteration of a loop keeps, where a group's objects came steadily. True when they did. */
struct leak_group;
bool finding_steady(struct finding *finding, const struct leak_group *group, const struct process *process);

/* The makers, one a kind of source. */
void findings_of_leaks(struct findings *findings, const struct process *process);
void findings_of_growth(struct findings *findings, const struct process *process);
void findings_of_scopes(struct findings *findings, const struct process *process);
void findings_of_misuse(struct findings *findings, const struct process *process);
void findings_of_heap(struct findings *findings, const struct process *process);
void findings_of_footprint(struct findings *findings, const struct process *process);
void findings_of_memcheck(struct findings *findings, const struct process *process);

/* How sure it is that a block of the heap is lost. */
enum finding_confidence heap_confidence(const struct process *process);

#endif
