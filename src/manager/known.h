/* SPDX-License-Identifier: MIT */
/* The blocks that the process-wide manager answers for: no search for lost memory is to call them lost. */
#ifndef TLSCOPE_MANAGER_KNOWN_H
#define TLSCOPE_MANAGER_KNOWN_H

#include <stdint.h>

#include "heap/watch.h"

struct call;

/* Calls `hold` for every live or pooled object, the data of tensors, and every slot buffer. */
void known_each(heap_hold hold);

/* At the end of the process, with heap=watch: drops the objects numbered above `after` whose blocks somebody else has
 * freed, and tells so: nobody releases what the global scope holds. */
void known_check(struct call *call, uint64_t after);

#endif
