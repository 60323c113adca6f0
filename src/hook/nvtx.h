/* SPDX-License-Identifier: MIT */
/*
 * What NVTX tools are told of function frames and scopes, as Nsight Systems shows them. The only place that
 * knows NVTX, beside `nvtx_memory.h`. Where no tool is in the process a flag is read and nothing else is done. Needs
 * the runtime's lock unless it says otherwise.
 */
#ifndef TLSCOPE_HOOK_NVTX_H
#define TLSCOPE_HOOK_NVTX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/paths.h"

/* The kinds of ranges, which are NVTX's categories, too. */
enum nvtx_range { NVTX_FUNCTION = 1, NVTX_SCOPE };

/* A text that the tool has been given once and for all; `registered` NULL: it takes none, and gets the text each time.
 */
struct nvtx_text {
    const void *registered;
    const char *text;
};

#ifdef TLSCOPE_NVTX

struct nvtx {
    bool ranges;       /* the tool is told of function frames and scopes */
    bool memory;       /* of tensors' data */
    bool only_devices; /* of that on devices alone */
    void *domain;      /* an nvtxDomainHandle_t */
};

extern struct nvtx nvtx;

/* Finds the tool, if one is to be told. Without the lock: a tool is a library to be loaded. */
void nvtx_start(bool wanted);

/* A device's memory can be used from now on, which compute-sanitizer waits for. Without the lock, as above. */
void nvtx_start_on_device(void);

/* A forked child has the tool's state, but none of its threads: it is told nothing more. */
void nvtx_leave(void);

/* `text` must stay. */
struct nvtx_text nvtx_text(const char *text);

void nvtx_range_begin(enum nvtx_range what, uint64_t number, struct nvtx_text text);

/* For nvtx_range_end. */
RARE void nvtx_range_end_now(enum nvtx_range what, uint64_t number);

/* At the end of the process: ends those that are still open. */
void nvtx_ranges_end(void);

static inline bool nvtx_shows_ranges(void)
{
    return __builtin_expect(nvtx.ranges, false);
}

#else

static inline void nvtx_start(bool wanted)
{
    (void)wanted;
}

static inline void nvtx_start_on_device(void)
{
}

static inline void nvtx_leave(void)
{
}

static inline struct nvtx_text nvtx_text(const char *text)
{
    return (struct nvtx_text){.text = text};
}

static inline void nvtx_range_begin(enum nvtx_range what, uint64_t number, struct nvtx_text text)
{
    (void)what, (void)number, (void)text;
}

static inline void nvtx_range_end_now(enum nvtx_range what, uint64_t number)
{
    (void)what, (void)number;
}

static inline void nvtx_ranges_end(void)
{
}

static inline bool nvtx_shows_ranges(void)
{
    return false;
}

#endif

/* Ends the range of that number if it has been begun: by whatever thread, and in whatever order. */
static inline void nvtx_range_end(enum nvtx_range what, uint64_t number)
{
    if (nvtx_shows_ranges())
        nvtx_range_end_now(what, number);
}

#endif
