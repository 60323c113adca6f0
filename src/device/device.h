/* SPDX-License-Identifier: MIT */
/*
 * The contract of devices: where tensors' data lives when that is not the host's memory. A device comes from a library
 * of its own (`plugin.h`), which exports one `struct device` by the name DEVICE_SYMBOL and knows nothing of the
 * runtime.
 *
 * Its calls may block and may run foreign code, so that none is made under a lock of the runtime's. All may be made
 * from any thread, which finds its own current device unchanged after.
 */
#ifndef TLSCOPE_DEVICE_DEVICE_H
#define TLSCOPE_DEVICE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DEVICE_SYMBOL "tlscope_device"

enum {
    DEVICE_FORMAT = 1, /* of this contract: a plugin of another one is not used */
    DEVICE_TEXT_BYTES = 384,
    DEVICE_ORDINALS = 64, /* more than any machine has */
};

/* What is queued on a stream of one device runs in that order. */
struct device_queue {
    void *stream; /* the device's own handle; NULL: its default stream */
    uint8_t ordinal;
};

/* Why a call returned false. */
struct device_failure {
    bool memory_out; /* the device has no memory left, and nothing else is wrong */
    char text[DEVICE_TEXT_BYTES];
};

struct device_settings {
    bool stream_ordered; /* allocate and release in the order of the queue, instead of at once */
};

struct device {
    uint32_t format; /* DEVICE_FORMAT */
    const char *name;

    /* Finds out how many there are, 1 at least. False: none can be used; the text says what is missing and what to do.
     * Before all other calls, and again without harm. */
    bool (*start)(const struct device_settings *settings, uint32_t *ordinals, struct device_failure *failure);

    /* `bytes` of uninitialised memory, 64-byte aligned, never NULL, for what is queued there from now on. */
    bool (*allocate)(struct device_queue queue, size_t bytes, void **data, struct device_failure *failure);

    /* Frees what allocate gave, after what the queue holds so far. True, too, where the device itself is ending. */
    bool (*release)(struct device_queue queue, void *data, struct device_failure *failure);

    /* Makes all that was released on that device available to allocate. May wait for all of its work. */
    bool (*settle)(uint8_t ordinal, struct device_failure *failure);

    /* Copies from the host to the device and back, after what the queue holds so far; done when they return. */
    bool (*write)(struct device_queue queue, void *data, const void *from, size_t bytes,
                  struct device_failure *failure);
    bool (*read)(struct device_queue queue, const void *data, void *to, size_t bytes, struct device_failure *failure);

    bool (*memory)(uint8_t ordinal, size_t *available, size_t *total, struct device_failure *failure);

    /* Marks the end of what the queue holds so far; makes `*event` where that is NULL, else moves it there. */
    bool (*mark)(struct device_queue queue, void **event, struct device_failure *failure);

    /* What is queued from now on waits, on the device, for that end. The host does not wait. */
    bool (*wait)(struct device_queue queue, void *event, struct device_failure *failure);

    /* Ends an event, which may be waited for still. */
    void (*forget)(void *event);
};

#endif
