/* SPDX-License-Identifier: MIT */
/* How much the gate lets pass. */
#ifndef TLSCOPE_CHECK_THRESHOLDS_H
#define TLSCOPE_CHECK_THRESHOLDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checked.h"

struct limit {
    bool set;
    uint64_t most;
};

/* The limit of what is on one device, or on all of a kind: what it is about counts for no other limit. */
struct device_limit {
    char *device; /* "cuda:0"; "cuda": all CUDA devices */
    uint64_t most;
};

struct thresholds {
    struct limit leaks;           /* objects of leaks */
    struct limit leaked_bytes;    /* their bytes */
    struct device_limit *devices; /* likewise, on a device */
    size_t device_count;
    struct limit growth; /* bytes per iteration of a loop */
    char **fail_on;      /* codes, categories, severities; "none" */
    size_t fail_on_count;
};

/* Adds a word; false, with a message, when no finding could ever meet it. */
bool thresholds_fail_on(struct thresholds *thresholds, const char *word, struct document_fault *fault);

/* Those that can be added, one by one; NULL after the last. */
const char *thresholds_word(size_t index);

/* Sets the limit of leaked bytes on a device; a later one of the same name replaces it. */
void thresholds_limit_device(struct thresholds *thresholds, const char *device, uint64_t most);

/* The limit that a device has of its own: that of its name, else of its kind; NULL for none. */
const struct device_limit *thresholds_of_device(const struct thresholds *thresholds, const char *device);

/* Takes from `other` what `thresholds` leaves unset; the rest of it is freed. */
void thresholds_fill(struct thresholds *thresholds, struct thresholds *other);

/*
 * Sets what nobody did: no leaks unless leaked bytes have a limit, no growth, no finding of severity error. With "none"
 * among the words no limit is set that nobody asked for.
 */
void thresholds_default(struct thresholds *thresholds);
void thresholds_free(struct thresholds *thresholds);

/*
 * Whether a limit, not a severity, decides on the finding: leaks and growth, unless they are only notes.
 */
bool thresholds_limit(const struct checked_finding *finding);

/* The word of fail_on that the finding meets; NULL when it meets none. */
const char *thresholds_met(const struct thresholds *thresholds, const struct checked_finding *finding);

#endif
