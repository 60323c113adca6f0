/* SPDX-License-Identifier: MIT */
/*
 * What a tensor has on a device, and who may still be at work on it. The functions call the device: never under the
 * runtime's lock. Each returns false, and says why, when the device refused; where devices are gone (`devices_gone`)
 * they touch nothing and return true.
 */
#ifndef TLSCOPE_MANAGER_RESIDENCE_H
#define TLSCOPE_MANAGER_RESIDENCE_H

#include "base/array.h"
#include "device/device.h"

/* A stream whose queue uses the data. */
struct use {
    void *stream;
    void *end; /* marks, while the tensor is in the pool, what was queued by then; NULL: no event was made yet */
};

enum { FEW_USES = 8 };

struct residence {
    const struct device *device; /* NULL: none */
    void *data;                  /* NULL: given back already, at the end of the process */
    void *stream;                /* that it was made on, or last taken out of the pool for */
    uint32_t object;             /* the low 32 bits of the object's number */
    uint32_t uses;               /* streams that use it; while it is not in the pool the first of them is `stream` */
    bool resting;                /* the ends are marked */
    uint8_t ordinal;
    struct use few[FEW_USES]; /* the first of them; events are kept for the next time */
    struct array more;        /* of struct use, the others; as many as there have been at a time */
};

/* A stream more; false when memory is out. Calls no device: needs the lock. */
bool residence_use(struct residence *residence, void *stream);

/* Marks what each stream has queued by now: the tensor goes into the pool. */
bool residence_rest(struct residence *residence, struct device_failure *failure);

/* `stream`, which it was taken for, waits for all that was marked. */
bool residence_wake(struct residence *residence, struct device_failure *failure);

/* Gives the data back once all who use it have done so, without waiting for it where the device can. */
bool residence_release(struct residence *residence, struct device_failure *failure);

#endif
