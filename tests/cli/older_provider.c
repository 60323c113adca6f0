/* SPDX-License-Identifier: MIT */
/* A provider of the runtime's own format, from a build that had fewer events. */
#include "tracer.h"

extern const struct tl_tracer tlscope_tracer;
const struct tl_tracer tlscope_tracer = {.format = TL_TRACE_FORMAT, .bytes = sizeof(struct tl_tracer) - sizeof(void *)};
