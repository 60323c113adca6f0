/* SPDX-License-Identifier: MIT */
/* The words of values.def for numbers out of a trace; a number that is in no list is "unknown". */
#ifndef TLSCOPE_ANALYSE_VALUE_NAMES_H
#define TLSCOPE_ANALYSE_VALUE_NAMES_H

#include "values.h"

/* Kinds as reports count by them; what a trace says beyond counts as unknown. */
enum { KINDS = TL_KIND_VECTOR + 1, DEVICES = TL_DEVICE_METAL + 1 };

static inline uint64_t kinds_sum(const uint64_t by_kind[KINDS])
{
    uint64_t all = 0;
    for (unsigned kind = 0; kind < KINDS; kind++) {
        all += by_kind[kind];
    }
    return all;
}

const char *kind_name(unsigned value);
const char *owner_name(unsigned value);
const char *dtype_name(unsigned value);
const char *device_name(unsigned value);
const char *severity_name(unsigned value);
const char *start_name(unsigned value);
const char *register_name(unsigned value);
const char *unregister_name(unsigned value);
const char *acquire_name(unsigned value);
const char *fate_name(unsigned value);
const char *buffer_name(unsigned value);
const char *pool_name(unsigned value);
const char *stack_end_name(unsigned value);
const char *diagnostic_name(unsigned value);
const char *diagnostic_meaning(unsigned value);
const char *diagnostic_other(unsigned value); /* what its other place is, such as "freed at" */

#endif
