/* SPDX-License-Identifier: MIT */
/*
 * The running account of every place that makes objects: how many of its objects are alive, and how many were at the
 * process's peak and at that of their device. An account costs the same however long the trace.
 */
#ifndef TLSCOPE_ANALYSE_ACCOUNTS_H
#define TLSCOPE_ANALYSE_ACCOUNTS_H

#include "devices.h"
#include "grouping.h"

/* What was alive at a peak. */
struct account_peak {
    uint64_t number; /* of that peak */
    uint64_t objects;
    uint64_t bytes;
};

/* Of objects of one kind and name first seen at one site, on one device. */
struct account {
    struct account_key {
        const char *name;
        uint32_t site;
        uint32_t kind;
        uint32_t device; /* in the list of devices */
        uint32_t unused;
    } key;
    const struct device *device;
    uint32_t number;  /* from 1, in order of appearance */
    uint32_t shapes;  /* different ledgers kept of objects that died */
    uint64_t objects; /* alive */
    uint64_t bytes;
    uint64_t ended; /* objects that died */
    struct account_peak peak;
    struct account_peak device_peak;
    /* What the latest of its objects was counted in: most often the next one's, which saves the search. */
    struct lifetime_site *lifetimes;
    struct shape *shape;
};

struct accounts {
    struct grouping list;
    struct devices devices;
    uint64_t peak; /* peaks met up to now */
};

void accounts_init(struct accounts *accounts);
void accounts_free(struct accounts *accounts);

struct account *accounts_of(struct accounts *accounts, const char *name, uint32_t site, uint32_t kind, uint32_t device);

/* One object of `bytes` more, or less. */
void account_add(struct accounts *accounts, struct account *account, uint64_t bytes);
void account_take(struct accounts *accounts, struct account *account, uint64_t bytes);

/* What is alive now is the most up to now. */
void accounts_peak(struct accounts *accounts);

/* At the end: makes the peaks of all accounts those met last. */
void accounts_finish(struct accounts *accounts);

#endif
