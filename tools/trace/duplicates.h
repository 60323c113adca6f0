/* SPDX-License-Identifier: MIT */
/* Packets that a recording holds more than once: snapshots overlap, files are copied. */
#ifndef TLSCOPE_TRACE_DUPLICATES_H
#define TLSCOPE_TRACE_DUPLICATES_H

#include "recording.h"

/* Leaves one of each. libbabeltrace2 does that within a folder; folders that have some are mended for it. */
void duplicates_drop(struct recording *recording);

#endif
