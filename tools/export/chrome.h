/* SPDX-License-Identifier: MIT */
/* What the parts of Chrome's format share. */
#ifndef TLSCOPE_EXPORT_CHROME_H
#define TLSCOPE_EXPORT_CHROME_H

#include <inttypes.h>

#include "json_stream.h"
#include "playback.h"

struct writer {
    struct json_stream json;
    int64_t start_ns;
    struct grouping tracks;
    struct grouping counters;
    struct grouping streams;
};

/* A stream of a device, as a thread of the process. */
struct chrome_stream {
    struct chrome_stream_key {
        uint32_t pid;
        uint32_t ordinal;
        uint32_t stream;
    } key;
    uint32_t shown; /* the thread id it goes by */
};

/* No kernel gives such thread ids out: those of managers other than the first begin here, those of streams above. */
enum { CHROME_SYNTHETIC_THREADS = 1 << 30, CHROME_STREAMS = CHROME_SYNTHETIC_THREADS + (1 << 29) };

/* Begins an event, which json_close ends, and says where it stands. */
void chrome_open(struct writer *writer, const char *phase, const char *name, const char *category);
void chrome_place(struct writer *writer, uint32_t pid, uint32_t thread, int64_t time_ns);

/* A name of a process or thread. */
void chrome_name(struct writer *writer, const char *what, uint32_t pid, uint32_t thread, const char *name);

/* Kernels, copies and memsets. */
void chrome_gpu(void *context, struct player *player, const struct trace_gpu_event *event);

#endif
