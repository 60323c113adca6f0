/* SPDX-License-Identifier: MIT */
/* What the memory of the process is made of, told to the trace. */
#ifndef TLSCOPE_RUNTIME_FOOTPRINT_H
#define TLSCOPE_RUNTIME_FOOTPRINT_H

#include <stdint.h>

/* Finds out whether malloc can be asked. Once, at the start, without the lock. */
void footprint_start(void);

/* Needs the lock. Returns the processor time that it took, in nanoseconds: malloc's answer takes the longer the more
 * free blocks it has. */
uint64_t footprint_tell(void);

#endif
