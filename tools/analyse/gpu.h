/* SPDX-License-Identifier: MIT */
/*
 * The devices as CUPTI saw them: whose their memory is, and what they did. CUPTI's records come late and in no order;
 * they are taken in the order of their own times, together with what the replay knows of TL's tensors.
 */
#ifndef TLSCOPE_ANALYSE_GPU_H
#define TLSCOPE_ANALYSE_GPU_H

#include "devices.h"
#include "gpu_order.h"
#include "grouping.h"
#include "heap_blocks.h"
#include "names.h"
#include "part.h"
#include "trace.h"

enum gpu_part {
#define GPU_PART(code, name, words) GPU_##code,
#include "gpu_parts.def"
#undef GPU_PART
    GPU_PARTS
};

extern const struct part gpu_parts[GPU_PARTS];

/* A device's memory at a moment. */
struct gpu_sample {
    int64_t time_ns;
    uint64_t parts[GPU_PARTS];
    uint64_t managed;   /* allocated; where it lies is the driver's to decide */
    uint64_t available; /* to all processes, when that was looked at last */
};

struct gpu_work {
    uint64_t count;
    uint64_t bytes;
    uint64_t ns;
};

struct gpu_device {
    uint32_t key;     /* its ordinal */
    const char *name; /* "": not told */
    uint64_t total;   /* bytes of its memory; 0: not told */
    uint64_t allocated;
    uint64_t managed;
    uint64_t tensors; /* alive in TL */
    uint64_t pooled;
    uint64_t reserved; /* by CUDA's pools, and not used: of the pool looked at last */
    uint64_t driver;
    uint64_t available;
    struct gpu_sample peak; /* with the most allocated and held back */
    struct gpu_sample last;
    struct gpu_work kernels;
    struct gpu_work copies;
    struct gpu_work sets;
};

/* A library that allocated. */
struct gpu_source {
    struct gpu_source_key {
        uint32_t name;
        uint32_t ordinal;
    } key;
    const char *text;
    uint64_t bytes; /* alive */
    uint64_t most;
};

struct gpu {
    struct names *names; /* of the process */
    bool recorded;
    bool from_beginning; /* its start was told before any other event of it */
    bool ended;
    bool same_clock;
    int64_t origin_ns; /* of CUPTI's times, in event times */
    struct tl_gpu_end end;
    uint64_t events;      /* read */
    uint64_t events_lost; /* settled by the analysis */
    uint64_t dropped;     /* by CUPTI */
    struct grouping devices;
    struct grouping sources;
    struct grouping texts;   /* the names that were told, by number */
    struct heap_blocks live; /* allocations, by address */
    struct gpu_order order;
    uint64_t told[DEVICES_MOST][2]; /* of each of TL's devices: alive and pooled, as put in order last */
};

void gpu_init(struct gpu *gpu, struct names *names);
void gpu_free(struct gpu *gpu);

void gpu_event(struct gpu *gpu, const struct trace_gpu_event *event, const struct devices *devices);

/* TL's tensors after another event of the process. */
void gpu_tensors(struct gpu *gpu, const struct devices *devices, int64_t time_ns);

/* Takes what is left. */
void gpu_finish(struct gpu *gpu);

/* A name that was told by its number; "" where none was. */
const char *gpu_text(const struct gpu *gpu, uint32_t number);

/* True when no record of the devices is missing. */
bool gpu_is_whole(const struct gpu *gpu);

#endif
