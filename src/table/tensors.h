/* SPDX-License-Identifier: MIT */
/*
 * The pool's table: tensors by key (elements, dtype, device and which of its kind), newest first, and by address. Looks
 * into no tensor. A key that holds nothing costs nothing, but for the one used last.
 */
#ifndef TLSCOPE_TABLE_TENSORS_H
#define TLSCOPE_TABLE_TENSORS_H

#include <stdbool.h>

#include "base/key_map.h"
#include "base/slab.h"

struct tensor_key {
    uint64_t elements; /* below 2^42: more are not kept */
    uint8_t dtype;
    uint8_t device;
    uint8_t ordinal; /* below 64 */
};

struct tensors {
    struct slab entries;
    struct key_map by_address;
    struct slab shelves; /* one a key in use */
    struct key_map by_key;
    uint32_t first_shelf; /* all shelves are one list */
    uint32_t recent;      /* the shelf used last, which alone may be empty; 0: none */
    uint64_t limit;       /* entries a key, places promised included */
};

void tensors_init(struct tensors *tensors, uint64_t limit);
void tensors_free(struct tensors *tensors);

/* Leaves `from` empty. */
void tensors_move(struct tensors *to, struct tensors *from);

static inline uint32_t tensors_count(const struct tensors *tensors)
{
    return tensors->entries.used;
}

bool tensors_hold(const struct tensors *tensors, const void *tensor);

/* Promises a place of the key, to be filled by tensors_put or given up by tensors_unreserve; false when the key is
 * full or memory is out. */
bool tensors_reserve(struct tensors *tensors, struct tensor_key key);
void tensors_unreserve(struct tensors *tensors, struct tensor_key key);

/* Fills a promised place with a tensor that is not held yet; false, the promise given up, when memory is out. */
bool tensors_put(struct tensors *tensors, struct tensor_key key, void *tensor);

/* Takes out the newest tensor of the key; NULL when there is none. */
void *tensors_take(struct tensors *tensors, struct tensor_key key);

/* Each tensor in turn, `*place` 0 at first; NULL after the last. */
void *tensors_next(const struct tensors *tensors, uint32_t *place);

/* Takes out any tensor, newest of its key; NULL when none is left. */
void *tensors_take_any(struct tensors *tensors);

/* Likewise any that is on that device. */
void *tensors_take_of_device(struct tensors *tensors, uint8_t device, uint8_t ordinal);

#endif
