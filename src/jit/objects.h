/* SPDX-License-Identifier: MIT */
/* Objects that JIT compilers registered with the GDB interface, written to files while they are there. */
#ifndef TLSCOPE_JIT_OBJECTS_H
#define TLSCOPE_JIT_OBJECTS_H

#include <stdbool.h>

#include "jit/descriptor.h"

/* Writes each object not yet written to FOLDER/PID-TIME.o, TIME in nanoseconds of the monotonic clock;
 * not `whole`: of those that came before all others since the last time. */
void objects_keep(const char *folder, const struct descriptors *descriptors, bool whole);

/* Forgets which have been written. */
void objects_forget(void);

#endif
