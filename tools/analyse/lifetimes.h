/* SPDX-License-Identifier: MIT */
/* How long objects live. Memory: a histogram a kind, a short list, and an entry for each place and name. */
#ifndef TLSCOPE_ANALYSE_LIFETIMES_H
#define TLSCOPE_ANALYSE_LIFETIMES_H

#include "histogram.h"
#include "object.h"
#include "sites.h"

enum { LONGEST_KEPT = 10 };

struct lifetime {
    struct facts facts;
    uint32_t object;
    bool alive; /* at the end of the trace */
    int64_t born_ns;
    int64_t age_ns;
};

/* Objects of one kind and name made at one place. */
struct lifetime_site {
    struct lifetime_site_key {
        const char *name;
        uint32_t site;
        uint32_t kind;
    } key;
    uint64_t objects;
    uint64_t bytes;
    uint64_t ended;
    struct histogram ages; /* of those that ended */
};

struct lifetimes {
    struct lifetime longest[LONGEST_KEPT]; /* longest first */
    size_t longest_count;
    struct grouping sites;
    /* Summed by lifetimes_finish: */
    struct histogram all; /* of ended objects, as those by kind */
    struct histogram kinds[KINDS];
    uint64_t made_objects[KINDS]; /* ended and alive */
    uint64_t made_bytes[KINDS];
    /* By device, ended and alive: */
    uint64_t device_objects[DEVICES_MOST];
    uint64_t device_bytes[DEVICES_MOST];
};

void lifetimes_init(struct lifetimes *lifetimes);
void lifetimes_free(struct lifetimes *lifetimes);

void lifetimes_ended(struct lifetimes *lifetimes, const struct object *object, int64_t time_ns);

/* For each object alive at the end. */
void lifetimes_alive(struct lifetimes *lifetimes, const struct object *object, int64_t time_ns);

/* Objects made, of all kinds, and their bytes; after lifetimes_finish. */
uint64_t lifetimes_made(const struct lifetimes *lifetimes);
uint64_t lifetimes_made_bytes(const struct lifetimes *lifetimes);

/* Makes sites of one place one, and orders them by the median of their objects' lifetimes, shortest first. */
void lifetimes_finish(struct lifetimes *lifetimes, const struct sites *sites);

#endif
