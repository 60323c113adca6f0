/* SPDX-License-Identifier: MIT */
/*
 * What function frames, scopes and tensors are called in tools that show them while the program runs. Names are looked
 * up when a tool asks for them, and each once. Needs the lock.
 */
#ifndef TLSCOPE_MANAGER_LABEL_H
#define TLSCOPE_MANAGER_LABEL_H

#include "base/paths.h"
#include "hook/nvtx_memory.h"
#include "table/objects.h"
#include "tracepoints/values.h"

/* For the inline calls below. */
RARE void label_begin_range(enum nvtx_range what, uint64_t number, uint32_t site);
RARE void label_name_tensor(const struct object *object);

/* A range for the function frame, or the scope, that was entered at `site`. */
static inline void label_range(enum nvtx_range what, uint64_t number, uint32_t site)
{
    if (nvtx_shows_ranges())
        label_begin_range(what, number, site);
}

/* A name for the data of a tensor of the runtime's own: its object's number, shape and place. */
static inline void label_tensor(const struct object *object)
{
    if (nvtx_wants_memory(object->device != TL_DEVICE_CPU))
        label_name_tensor(object);
}

#endif
