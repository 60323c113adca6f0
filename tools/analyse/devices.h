/* SPDX-License-Identifier: MIT */
/*
 * The devices that objects' data is on: what is alive and pooled on each, and each one's own peak. All that is no
 * tensor is on the CPU.
 */
#ifndef TLSCOPE_ANALYSE_DEVICES_H
#define TLSCOPE_ANALYSE_DEVICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "value_names.h"

/* More devices than that of one trace are told as one of their kind. */
enum { DEVICES_MOST = 16, DEVICE_TEXT_BYTES = 16 };

struct device {
    char name[DEVICE_TEXT_BYTES]; /* "cpu", "cuda:0"; "cuda" where nobody told which one, as of tensors of a host */
    uint8_t kind;                 /* enum tl_device */
    uint8_t ordinal;
    bool certain;     /* the ordinal was told, and so are the streams of what is on it */
    uint64_t objects; /* alive */
    uint64_t bytes;
    uint64_t pooled_objects;
    uint64_t pooled_bytes;
    uint64_t peak; /* highest bytes met up to now, by their number */
    uint64_t peak_bytes;
    uint64_t peak_objects; /* the most at any time */
    int64_t peak_ns;
};

/* The first DEVICES are those of unknown ordinal, by kind; the others in order of appearance. */
struct devices {
    struct device list[DEVICES_MOST];
    uint32_t count;
    uint32_t changed; /* a bit for each, since devices_take */
    bool others;      /* something was on another than the CPU */
};

void devices_init(struct devices *devices);

/* The number of the device of a kind, whichever that is. */
uint32_t devices_of_kind(uint8_t kind);

/* The number of a certain one. */
uint32_t devices_of(struct devices *devices, uint8_t kind, uint8_t ordinal);

/* `objects` more of `bytes` are alive there, or less: both are taken modulo 2^64. */
void devices_add(struct devices *devices, uint32_t device, uint64_t objects, uint64_t bytes);
void devices_pool(struct devices *devices, uint32_t device, uint64_t objects, uint64_t bytes);

/* Takes what was changed up to that time; a new peak of a device is its `peak` raised. */
void devices_take(struct devices *devices, int64_t time_ns);

/* Whether a device can have that name: "cpu", "cuda", "cuda:0". */
bool device_can_be(const char *name);

/* Whether anything was ever there. */
bool device_is_used(const struct device *device);

#endif
