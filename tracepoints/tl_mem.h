/* SPDX-License-Identifier: MIT */
/*
 * The LTTng provider tl_mem, made from events.def: every event takes one pointer to its struct of values.h.
 * LTTng's own headers include this file several times, hence the odd guard.
 */
#undef LTTNG_UST_TRACEPOINT_PROVIDER
#define LTTNG_UST_TRACEPOINT_PROVIDER tl_mem

#undef LTTNG_UST_TRACEPOINT_INCLUDE
#define LTTNG_UST_TRACEPOINT_INCLUDE "tl_mem.h"

#if !defined(TL_TRACEPOINTS_TL_MEM_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
#define TL_TRACEPOINTS_TL_MEM_H

#include <lttng/tracepoint.h>

#include "values.h"

#define U8(name)  lttng_ust_field_integer(uint8_t, name, event->name)
#define U16(name) lttng_ust_field_integer(uint16_t, name, event->name)
#define U32(name) lttng_ust_field_integer(uint32_t, name, event->name)
#define U64(name) lttng_ust_field_integer(uint64_t, name, event->name)
#define I64(name) lttng_ust_field_integer(int64_t, name, event->name)
#define PTR(name) lttng_ust_field_integer_hex(uint64_t, name, event->name)
#define STR(name) lttng_ust_field_string(name, event->name ? event->name : "")
#define TL_EVENT(name, fields)                                                                                         \
    LTTNG_UST_TRACEPOINT_EVENT(tl_mem, name, LTTNG_UST_TP_ARGS(const struct tl_event_##name *, event),                 \
                               LTTNG_UST_TP_FIELDS(fields))
#include "events.def"
#undef TL_EVENT
#undef U8
#undef U16
#undef U32
#undef U64
#undef I64
#undef PTR
#undef STR

#endif

#include <lttng/tracepoint-event.h>
