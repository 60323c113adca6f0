/* SPDX-License-Identifier: MIT */
/* From the place of a call to its number, telling the trace of what is new about it. */
#ifndef TLSCOPE_MANAGER_SITE_H
#define TLSCOPE_MANAGER_SITE_H

#include <stdint.h>

struct caller;

/* The site of a call. Needs the lock, and gives it back for a moment when code is named that never called before. */
uint32_t site_of(const struct caller *caller);

/* The site of a code address alone, for what has no stack. As site_of. */
uint32_t site_of_address(const void *address);

/* Tells the trace of everything that sites are made of; for a forked child, whose trace has none of it. */
void sites_tell_all(void);

#endif
