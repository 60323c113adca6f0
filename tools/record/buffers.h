/* SPDX-License-Identifier: MIT */
/* How large LTTng's buffers are: one set of sub-buffers per CPU, in shared memory. */
#ifndef TLSCOPE_RECORD_BUFFERS_H
#define TLSCOPE_RECORD_BUFFERS_H

#include <stdbool.h>
#include <stdint.h>

struct buffers {
    uint64_t size;  /* bytes of a sub-buffer, a power of two, at least a page */
    uint64_t count; /* sub-buffers per CPU, a power of two, at least 2 */
};

/* The CPUs that LTTng makes buffers for: every one that could be plugged in, not those that are. */
unsigned buffers_cpus(void);

/*
 * The largest of the sizes we use that fits `room` bytes of shared memory on `cpus` CPUs; what is not 0 in `wanted`
 * is taken as it is. False when not even the smallest fits. `page` is the least size of a sub-buffer.
 */
bool buffers_fit(struct buffers *buffers, struct buffers wanted, unsigned cpus, uint64_t room, uint64_t page);

/*
 * buffers_fit for this machine and the free memory in the folder `memory`, for each of that many channels. False when
 * none fit; buffers_choose says so in a message.
 */
bool buffers_find(struct buffers *buffers, struct buffers wanted, unsigned channels, const char *memory);
bool buffers_choose(struct buffers *buffers, struct buffers wanted, unsigned channels, const char *memory);

#endif
