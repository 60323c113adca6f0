/* SPDX-License-Identifier: MIT */
/* The devices of this process, each from a library that is opened when the first tensor of it is asked for. */
#ifndef TLSCOPE_DEVICE_PLUGIN_H
#define TLSCOPE_DEVICE_PLUGIN_H

#include "device/device.h"

struct plugin {
    const char *library;
    const char *package; /* what it takes to have the library */
    bool tried;
    const struct device *device; /* NULL: not usable */
    uint32_t ordinals;
    struct device_failure failure; /* why it is not usable */
};

/* The plugin of a TL device id; NULL where there is no such thing. What it holds is guarded by the runtime's lock. */
struct plugin *plugin_of(uint8_t id);

/* Opens the library and starts the device, into `loaded`, a copy of what plugin_of gave: for the caller to put back
 * under the lock. Not under the lock: it takes the loader's. */
void plugin_load(struct plugin *loaded, const struct device_settings *settings);

/* Why no device of this process may be touched any more, whatever it holds there; NULL while they may. */
const char *devices_gone(void);

/* A forked child has no part in what its parent has on devices. Where the parent had used none, the child may. */
void devices_after_fork_in_child(void);

/* The process ends: the devices' own libraries end as well, at a time of theirs. */
void devices_end(void);

#endif
