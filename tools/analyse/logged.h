/* SPDX-License-Identifier: MIT */
/* Blocks that the program said it allocated (tl_log_alloc) and that are no objects yet. A zeroed one is empty. */
#ifndef TLSCOPE_ANALYSE_LOGGED_H
#define TLSCOPE_ANALYSE_LOGGED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct logged_block {
    uint64_t pointer; /* 0: a free slot */
    uint64_t bytes;   /* 0: it did not say */
    uint32_t site;
};

struct logged {
    struct logged_block *slots;
    size_t size; /* 0 or a power of two */
    size_t count;
};

/* The latest of a pointer holds. */
void logged_put(struct logged *logged, uint64_t pointer, struct logged_block block);

/* Takes the block out; false when there is none. */
bool logged_take(struct logged *logged, uint64_t pointer, struct logged_block *block);

void logged_free(struct logged *logged);

#endif
