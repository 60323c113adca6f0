/* SPDX-License-Identifier: MIT */
/* The devices of all processes by number: those of values.def, whichever of their kind, then others as they are met. */
#ifndef TLSCOPE_VIEW_DEVICE_NAMES_H
#define TLSCOPE_VIEW_DEVICE_NAMES_H

#include "accounts.h"

struct device_names {
    struct device list[DEVICES_MOST]; /* as processes have them; only their names are used */
    uint32_t count;
};

void device_names_init(struct device_names *names);

/* The number of a process's device. Beyond DEVICES_MOST it is that of its kind. */
uint8_t device_names_number(struct device_names *names, const struct device *device);

#endif
