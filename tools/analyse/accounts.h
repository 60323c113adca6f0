/* SPDX-License-Identifier: MIT */
/*
 * The running account of every place that makes objects: how many of its objects are alive, and how many were at the
 * process's peak. An account costs the same however long the trace.
 */
#ifndef TLSCOPE_ANALYSE_ACCOUNTS_H
#define TLSCOPE_ANALYSE_ACCOUNTS_H

#include "grouping.h"

/* Of objects of one kind and name first seen at one site. */
struct account {
    struct account_key {
        const char *name;
        uint32_t site;
        uint32_t kind;
    } key;
    uint32_t number;  /* from 1, in order of appearance */
    uint32_t shapes;  /* different ledgers kept of objects that died */
    uint64_t objects; /* alive */
    uint64_t bytes;
    uint64_t ended; /* objects that died */
    uint64_t peak;  /* the peak that the next two are of, by its number */
    uint64_t peak_objects;
    uint64_t peak_bytes;
};

struct accounts {
    struct grouping list;
    uint64_t peak; /* peaks met up to now */
};

void accounts_init(struct accounts *accounts);
void accounts_free(struct accounts *accounts);

struct account *accounts_of(struct accounts *accounts, const char *name, uint32_t site, uint32_t kind);

/* One object of `bytes` more, or less. */
void account_add(const struct accounts *accounts, struct account *account, uint64_t bytes);
void account_take(const struct accounts *accounts, struct account *account, uint64_t bytes);

/* What is alive now is the most up to now. */
void accounts_peak(struct accounts *accounts);

/* At the end: makes peak_objects and peak_bytes of all accounts those at the last peak. */
void accounts_finish(struct accounts *accounts);

#endif
