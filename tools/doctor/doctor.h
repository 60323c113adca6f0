/* SPDX-License-Identifier: MIT */
/* What the commands need of this machine, looked at one check after another; checks.def lists them. */
#ifndef TLSCOPE_DOCTOR_H
#define TLSCOPE_DOCTOR_H

#include <stdbool.h>
#include <stdio.h>

/* What is worth knowing whether it works. A check names those that do not where it finds something missing. */
#define DOCTOR_FEATURES(X) X(RECORD, "record") X(REPORT, "report") X(MEMCHECK, "memcheck") X(VIEW, "view") X(GPU, "gpu")

enum doctor_feature {
#define DOCTOR_FEATURE(id, name) DOCTOR_##id,
    DOCTOR_FEATURES(DOCTOR_FEATURE)
#undef DOCTOR_FEATURE
        DOCTOR_FEATURE_COUNT
};

enum doctor_state { DOCTOR_OK, DOCTOR_WARNING, DOCTOR_MISSING };

enum { DOCTOR_FOUND_BYTES = 400 };

struct doctor_outcome {
    enum doctor_state state;
    char found[DOCTOR_FOUND_BYTES]; /* one line, without a full stop */
    const char *fix;                /* what to do, one line; NULL where nothing is to be done */
};

struct doctor_check {
    const char *area;
    const char *name;
    unsigned needed; /* bits 1 << enum doctor_feature: what does not work without it */
    const char *means;
    void (*look)(struct doctor_outcome *outcome); /* fills it in, within seconds whatever the machine is like */
};

/* All checks in the order of areas; a NULL name ends them. */
extern const struct doctor_check doctor_checks[];

struct doctor {
    struct doctor_outcome *outcomes; /* one a check */
    bool works[DOCTOR_FEATURE_COUNT];
};

/*
 * Makes all checks, which takes a few seconds; what could hang or crash is tried in children that are killed after a
 * limit. Call from a process with one thread. For doctor_clear.
 */
void doctor_examine(struct doctor *doctor);
void doctor_clear(struct doctor *doctor);

/* Whether record, report and memcheck work; the other features are for those who want them. */
bool doctor_essentials_work(const struct doctor *doctor);

const char *doctor_feature_name(enum doctor_feature feature);
const char *doctor_state_name(enum doctor_state state);

/* False when the file takes no more; errno says why. */
bool doctor_write_text(const struct doctor *doctor, FILE *file, bool coloured);
bool doctor_write_json(const struct doctor *doctor, FILE *file);

#endif
