/* SPDX-License-Identifier: MIT */
/* A bare tracepoint of four fields, with nothing around it. LTTng's own headers include this file several times. */
#undef LTTNG_UST_TRACEPOINT_PROVIDER
#define LTTNG_UST_TRACEPOINT_PROVIDER tlscope_bench

#undef LTTNG_UST_TRACEPOINT_INCLUDE
#define LTTNG_UST_TRACEPOINT_INCLUDE "bare.h"

#if !defined(BENCH_BARE_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
#define BENCH_BARE_H

#include <lttng/tracepoint.h>
#include <stdint.h>

LTTNG_UST_TRACEPOINT_EVENT(tlscope_bench, bare,
                           LTTNG_UST_TP_ARGS(uint64_t, pointer, uint64_t, object, uint32_t, count, uint32_t, site),
                           LTTNG_UST_TP_FIELDS(lttng_ust_field_integer_hex(uint64_t, pointer, pointer)
                                                   lttng_ust_field_integer(uint64_t, object, object)
                                                       lttng_ust_field_integer(uint32_t, count, count)
                                                           lttng_ust_field_integer(uint32_t, site, site)))

#endif

#include <lttng/tracepoint-event.h>
