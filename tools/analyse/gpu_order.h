/* SPDX-License-Identifier: MIT */
/* Steps of devices' memory, which come late and in no order, put in the order of their own times. A zeroed one is
 * empty. */
#ifndef TLSCOPE_ANALYSE_GPU_ORDER_H
#define TLSCOPE_ANALYSE_GPU_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gpu_step {
    int64_t time_ns; /* as event times are */
    uint64_t serial; /* steps of one time are in the order in which they came */
    enum { STEP_ALLOC, STEP_FREE, STEP_POOL, STEP_MEMORY, STEP_TENSORS } what;
    uint32_t ordinal;
    uint32_t source; /* of an allocation */
    uint32_t kind;   /* of the memory, as CUPTI has it */
    uint64_t address;
    uint64_t first;  /* bytes; reserved by a pool; total; alive in TL */
    uint64_t second; /* used of a pool; available; in TL's pool */
};

struct gpu_order {
    struct gpu_step *steps; /* a heap: the earliest first */
    size_t count;
    size_t room;
    uint64_t serial;
};

void gpu_order_put(struct gpu_order *order, struct gpu_step step);

/* Takes the earliest step out, if it is from before `until_ns`. */
bool gpu_order_take(struct gpu_order *order, int64_t until_ns, struct gpu_step *step);

void gpu_order_free(struct gpu_order *order);

#endif
