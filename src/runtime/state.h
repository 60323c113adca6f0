/* SPDX-License-Identifier: MIT */
/* Telling the trace what there is at a moment, for readers that do not know how it came about. */
#ifndef TLSCOPE_RUNTIME_STATE_H
#define TLSCOPE_RUNTIME_STATE_H

#include <stdbool.h>

/*
 * Tells every scope, frame and buffer of the process-wide manager, and with `objects` its objects and records, each
 * with its origin told anew. With the runtime's lock held.
 */
void state_tell(bool objects);

#endif
