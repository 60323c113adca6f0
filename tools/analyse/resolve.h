/* SPDX-License-Identifier: MIT */
/* From module and offset to function, file and line, by the ELF symbols and debug information on this machine. */
#ifndef TLSCOPE_ANALYSE_RESOLVE_H
#define TLSCOPE_ANALYSE_RESOLVE_H

#include "sites.h"

/*
 * Fills function, file and line of every site whose module can still be read. `program` is the path of the process's
 * executable, which modules may name in other ways; files changed after `recorded_ns` (since the Unix epoch; 0: not
 * known) are not what was traced and are left alone.
 */
#ifdef TLSCOPE_HAVE_LIBDW
void sites_resolve(struct sites *sites, const char *program, int64_t recorded_ns);
#else
static inline void sites_resolve(struct sites *sites, const char *program, int64_t recorded_ns)
{
    (void)sites;
    (void)program;
    (void)recorded_ns;
}
#endif

#endif
