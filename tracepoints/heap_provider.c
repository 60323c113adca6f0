/* SPDX-License-Identifier: MIT */
/* The probes of the provider tl_heap and the table through which the malloc interposer reaches them. */
#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include "tl_heap.h"

#include "tracer.h"

#define TL_HEAP(name, fields)                                                                                          \
    static void emit_##name(const struct tl_heap_##name *event)                                                        \
    {                                                                                                                  \
        lttng_ust_do_tracepoint(tl_heap, name, event);                                                                 \
    }
#include "heap.def"
#undef TL_HEAP

const struct tl_heap_tracer tl_heap_tracer = {
    .enabled =
        {
#define TL_HEAP(name, fields) [TL_HEAP_##name] = &lttng_ust_tracepoint_tl_heap___##name.state,
#include "heap.def"
#undef TL_HEAP
        },
#define TL_HEAP(name, fields) .name = emit_##name,
#include "heap.def"
#undef TL_HEAP
};
