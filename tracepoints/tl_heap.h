/* SPDX-License-Identifier: MIT */
/*
 * The LTTng provider tl_heap, made from heap.def: every event takes one pointer to its struct of heap_events.h.
 * LTTng's own headers include this file several times, hence the odd guard.
 */
#undef LTTNG_UST_TRACEPOINT_PROVIDER
#define LTTNG_UST_TRACEPOINT_PROVIDER tl_heap

#undef LTTNG_UST_TRACEPOINT_INCLUDE
#define LTTNG_UST_TRACEPOINT_INCLUDE "tl_heap.h"

#if !defined(TL_TRACEPOINTS_TL_HEAP_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
#define TL_TRACEPOINTS_TL_HEAP_H

#include <lttng/tracepoint.h>

#include "heap_events.h"

#define U8(name)  lttng_ust_field_integer(uint8_t, name, event->name)
#define U32(name) lttng_ust_field_integer(uint32_t, name, event->name)
#define U64(name) lttng_ust_field_integer(uint64_t, name, event->name)
#define PTR(name) lttng_ust_field_integer_hex(uint64_t, name, event->name)
#define STR(name) lttng_ust_field_string(name, event->name ? event->name : "")
#define TL_HEAP(name, fields)                                                                                          \
    LTTNG_UST_TRACEPOINT_EVENT(tl_heap, name, LTTNG_UST_TP_ARGS(const struct tl_heap_##name *, event),                 \
                               LTTNG_UST_TP_FIELDS(fields))
#include "heap.def"
#undef TL_HEAP
#undef U8
#undef U32
#undef U64
#undef PTR
#undef STR

#endif

#include <lttng/tracepoint-event.h>
