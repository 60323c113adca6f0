/* SPDX-License-Identifier: MIT */
/*
 * The pool's table: tensors by key (elements, dtype, device and which of its kind), newest first. Looks into no tensor.
 * A key that holds nothing costs nothing, but for the one used last. That a tensor is pooled is a state of its object,
 * which the table only carries along; by their addresses it finds those that have none.
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
    struct key_map by_address; /* of entries without an object */
    struct slab shelves;       /* one a key in use */
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

/* Whether a tensor is held without an object. */
bool tensors_hold_alone(const struct tensors *tensors, const void *tensor);

/* Promises a place of the key, to be filled by tensors_put or given up by tensors_unreserve; false when the key is
 * full or memory is out. */
bool tensors_reserve(struct tensors *tensors, struct tensor_key key);
void tensors_unreserve(struct tensors *tensors, struct tensor_key key);

/* Fills a promised place with a tensor that is not held yet, whose object, 0 for none, is or will be of the state
 * OBJECT_POOLED; false, the promise given up, when memory is out. */
bool tensors_put(struct tensors *tensors, struct tensor_key key, void *tensor, uint32_t object);

/* Object of the newest tensor of the key; 0: it has none, or there is no tensor. */
uint32_t tensors_newest(struct tensors *tensors, struct tensor_key key);

/* Takes out the newest tensor of the key; NULL when there is none. */
void *tensors_take(struct tensors *tensors, struct tensor_key key, uint32_t *object);

/* Each tensor in turn, all of the place 0 at first; NULL after the last. */
struct tensors_place {
    uint32_t shelf, entry;
};
void *tensors_next(const struct tensors *tensors, struct tensors_place *place);

/* Takes out any tensor, newest of its key; NULL when none is left. */
void *tensors_take_any(struct tensors *tensors);

/* Likewise any that is on that device. */
void *tensors_take_of_device(struct tensors *tensors, uint8_t device, uint8_t ordinal);

#endif
