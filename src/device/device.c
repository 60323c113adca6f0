/* SPDX-License-Identifier: MIT */
#include "device/device.h"

#include "tracepoints/values.h"

static const struct device cpu = {.allocate = NULL, .release = NULL};

const struct device *device_find(uint8_t id)
{
    return id == TL_DEVICE_CPU ? &cpu : NULL;
}
