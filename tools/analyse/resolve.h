/* SPDX-License-Identifier: MIT */
/* From module and offset to function, file and line, by the ELF symbols and debug information on this machine. */
#ifndef TLSCOPE_ANALYSE_RESOLVE_H
#define TLSCOPE_ANALYSE_RESOLVE_H

#include "sites.h"

/*
 * Fills function, file and line of every code address whose module can still be read. Files changed after `recorded_ns`
 * (since the Unix epoch; 0: not known) are not what was traced and are left alone.
 */
#ifdef TLSCOPE_HAVE_LIBDW
void sites_resolve(struct sites *sites, int64_t recorded_ns);
#else
static inline void sites_resolve(struct sites *sites, int64_t recorded_ns)
{
    (void)sites;
    (void)recorded_ns;
}
#endif

#endif
