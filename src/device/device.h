/* SPDX-License-Identifier: MIT */
/* Where a tensor's data lives: one table of calls a device. */
#ifndef TLSCOPE_DEVICE_DEVICE_H
#define TLSCOPE_DEVICE_DEVICE_H

#include <stddef.h>
#include <stdint.h>

struct device {
    /* `bytes` of uninitialised memory, 64-byte aligned; NULL when there is none. Itself NULL where the host's memory
     * will do: data then stands behind the tensor's description. */
    void *(*allocate)(size_t bytes);
    void (*release)(void *data);
};

/* The device of a TL device id; NULL when this runtime has none of it. */
const struct device *device_find(uint8_t id);

#endif
