/* SPDX-License-Identifier: MIT */
/* The probes of the provider tl_gpu and the table through which the CUPTI plugin reaches them. */
#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include "tl_gpu.h"

#include "tracer.h"

#define TL_GPU(name, fields)                                                                                           \
    static void emit_##name(const struct tl_gpu_##name *event)                                                         \
    {                                                                                                                  \
        lttng_ust_do_tracepoint(tl_gpu, name, event);                                                                  \
    }
#include "gpu.def"
#undef TL_GPU

const struct tl_gpu_tracer tl_gpu_tracer = {
    .enabled =
        {
#define TL_GPU(name, fields) [TL_GPU_##name] = &lttng_ust_tracepoint_tl_gpu___##name.state,
#include "gpu.def"
#undef TL_GPU
        },
#define TL_GPU(name, fields) .name = emit_##name,
#include "gpu.def"
#undef TL_GPU
};
