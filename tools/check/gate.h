/* SPDX-License-Identifier: MIT */
/* The gate: what was found, held against what is allowed. */
#ifndef TLSCOPE_CHECK_GATE_H
#define TLSCOPE_CHECK_GATE_H

#include "baseline.h"
#include "checked.h"
#include "suppressions.h"
#include "thresholds.h"

/* How much there is of what a limit is about: what is neither suppressed nor known. */
struct measure {
    const char *what;   /* in words */
    const char *option; /* that limits it */
    double found;
    bool about;    /* as an estimate */
    bool of_bytes; /* else of objects */
    uint64_t most;
    bool limited;
    bool exceeded;
};

/* The same of a limit for a device, in the order of thresholds. */
struct device_measure {
    double found; /* bytes */
    bool exceeded;
};

enum { MEASURE_LEAKS, MEASURE_LEAKED_BYTES, MEASURE_GROWTH, MEASURES };

enum gate_outcome {
    GATE_CLEAN,     /* nothing fails, and all is known */
    GATE_FAILED,    /* something fails, whatever else is not known */
    GATE_UNCERTAIN, /* nothing that is known fails, but not all is known */
};

struct gate {
    const char *source; /* the report or trace, as given */
    struct checked checked;
    struct suppressions suppressions;
    struct baseline baseline;
    bool has_baseline;
    struct thresholds thresholds;
    struct measure measures[MEASURES];
    struct device_measure *devices; /* for gate_free */
    size_t by_status[STATUS_COUNT]; /* findings */
    enum gate_outcome outcome;
};

/* Judges the findings that are neither suppressed nor known. Sets measures, by_status and outcome. */
void gate_judge(struct gate *gate);

void gate_free(struct gate *gate);

/* "clean", "failed", "uncertain". */
const char *gate_outcome_name(enum gate_outcome outcome);

#endif
