/* SPDX-License-Identifier: MIT */
/* The places in the program that events name by number, and how reports write them. */
#ifndef TLSCOPE_ANALYSE_SITES_H
#define TLSCOPE_ANALYSE_SITES_H

#include "grouping.h"
#include "names.h"
#include "trace.h"

struct site {
    uint32_t key;  /* its number */
    uint32_t line; /* 0: not known */
    uint64_t address;
    uint64_t offset;        /* in the module */
    const char *module;     /* path; "" when not known */
    const char *symbol;     /* exported name; "" when not known */
    const char *function;   /* from debug information or symbols; NULL when not known */
    const char *inlined_in; /* the function whose code it became part of; NULL when it was not inlined */
    const char *file;       /* from debug information; NULL when not known */
};

struct sites {
    struct names *names;
    struct grouping sites;
    const char
        *outdated; /* a module changed or removed since it was traced, so that its places stay unnamed; or NULL */
};

void sites_init(struct sites *sites, struct names *names);
void sites_free(struct sites *sites);

void sites_event(struct sites *sites, const struct trace_event *event);

/* NULL when no event told of it. */
const struct site *sites_find(const struct sites *sites, uint32_t number);

/* Writes the place for people: "main at leak.c:12", "main (leak+0x1129)" or as much of it as is known. */
void sites_text(const struct sites *sites, uint32_t number, char *text, size_t size);

#endif
