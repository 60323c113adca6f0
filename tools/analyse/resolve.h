/* SPDX-License-Identifier: MIT */
/* From code addresses to functions, files and lines, by what is on this machine and beside the trace. */
#ifndef TLSCOPE_ANALYSE_RESOLVE_H
#define TLSCOPE_ANALYSE_RESOLVE_H

#include "sites.h"

/* Where to look; the texts stay the caller's. */
struct resolver_options {
    const char *sysroot; /* a folder with the files of the machine that was traced; NULL: none */
    const char *trace;   /* the folder that was read: what was kept of JIT code is in it or beside it; or NULL */
};

/* The process that the sites are of. */
struct resolve_facts {
    uint32_t pid;
    int64_t recorded_ns;     /* when it began, since the Unix epoch; 0: not known */
    int64_t clock_origin_ns; /* of the monotonic clock, in the trace's time */
};

struct resolver;

#ifdef TLSCOPE_HAVE_LIBDW
/* Opens each file once for all processes. Never NULL. */
struct resolver *resolver_new(const struct resolver_options *options);
void resolver_free(struct resolver *resolver);

/* The process names that module; what it names takes long to open, so that is begun. */
void resolver_expect(struct resolver *resolver, const char *path, const char *build_id, int64_t recorded_ns);

/* Fills functions, files and lines of all code addresses. Files that are not as they were recorded are left alone. */
void resolver_resolve(struct resolver *resolver, struct sites *sites, const struct resolve_facts *facts);
#else
static inline struct resolver *resolver_new(const struct resolver_options *options)
{
    (void)options;
    return NULL;
}
static inline void resolver_free(struct resolver *resolver)
{
    (void)resolver;
}
static inline void resolver_expect(struct resolver *resolver, const char *path, const char *build_id,
                                   int64_t recorded_ns)
{
    (void)resolver, (void)path, (void)build_id, (void)recorded_ns;
}
static inline void resolver_resolve(struct resolver *resolver, struct sites *sites, const struct resolve_facts *facts)
{
    (void)resolver, (void)sites, (void)facts;
}
#endif

#endif
