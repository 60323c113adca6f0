/* SPDX-License-Identifier: MIT */
/* The blocks that the process-wide manager answers for: no search for lost memory is to call them lost. */
#ifndef TLSCOPE_MANAGER_KNOWN_H
#define TLSCOPE_MANAGER_KNOWN_H

#include "heap/watch.h"

/* Calls `hold` for every live or pooled object, the data of tensors, and every slot buffer. */
void known_each(heap_hold hold);

#endif
