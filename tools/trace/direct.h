/* SPDX-License-Identifier: MIT */
/* The direct reader: decodes the stream files by itself, on threads of its own, and merges them by time. */
#ifndef TLSCOPE_TRACE_DIRECT_H
#define TLSCOPE_TRACE_DIRECT_H

#include "delivery.h"
#include "recording.h"

/* Why the direct reader cannot read a recording, NULL when it can. */
const char *direct_fault(const struct recording *recording);

/* Reads all folders that have metadata it knows. */
void direct_read(const struct recording *recording, struct delivery *delivery);

#endif
