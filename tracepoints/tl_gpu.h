/* SPDX-License-Identifier: MIT */
/*
 * The LTTng provider tl_gpu, made from gpu.def: every event takes one pointer to its struct of gpu_events.h.
 * LTTng's own headers include this file several times, hence the odd guard.
 */
#undef LTTNG_UST_TRACEPOINT_PROVIDER
#define LTTNG_UST_TRACEPOINT_PROVIDER tl_gpu

#undef LTTNG_UST_TRACEPOINT_INCLUDE
#define LTTNG_UST_TRACEPOINT_INCLUDE "tl_gpu.h"

#if !defined(TL_TRACEPOINTS_TL_GPU_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
#define TL_TRACEPOINTS_TL_GPU_H

#include <lttng/tracepoint.h>

#include "gpu_events.h"

#define U8(name)  lttng_ust_field_integer(uint8_t, name, event->name)
#define U32(name) lttng_ust_field_integer(uint32_t, name, event->name)
#define U64(name) lttng_ust_field_integer(uint64_t, name, event->name)
#define PTR(name) lttng_ust_field_integer_hex(uint64_t, name, event->name)
#define STR(name) lttng_ust_field_string(name, event->name ? event->name : "")
#define TL_GPU(name, fields)                                                                                           \
    LTTNG_UST_TRACEPOINT_EVENT(tl_gpu, name, LTTNG_UST_TP_ARGS(const struct tl_gpu_##name *, event),                   \
                               LTTNG_UST_TP_FIELDS(fields))
#include "gpu.def"
#undef TL_GPU
#undef U8
#undef U32
#undef U64
#undef PTR
#undef STR

#endif

#include <lttng/tracepoint-event.h>
