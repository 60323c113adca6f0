/* SPDX-License-Identifier: MIT */
/*
 * Asking `tlscope record --snapshot` to write what its flight recorder holds: through the pipe that it names in
 * TLSCOPE_SNAPSHOT_PIPE, without waiting. Where there is none, nothing is asked. With the runtime's lock held.
 */
#ifndef TLSCOPE_RUNTIME_SNAPSHOT_H
#define TLSCOPE_RUNTIME_SNAPSHOT_H

#include <stdint.h>

#include "tracepoints/values.h"

/* Sees whether there is such a pipe. */
void snapshot_start(void);

/* A misuse was told for the first time: asks where `snapshot_on` says so. */
void snapshot_diagnosed(enum tl_severity severity);

/* So many bytes are alive now: it is due to ask when they have come to be more than `snapshot_at`, and again only after
 * they were half of it. */
void snapshot_live(uint64_t bytes);

/* Once the call that made them so is told of wholly: asks, where that is due. */
void snapshot_ask_due(void);

#endif
