/* SPDX-License-Identifier: MIT */
#include "device/device.h"

#include "device/cpu.h"
#include "tracepoints/values.h"

const struct device *device_find(uint8_t id)
{
    return id == TL_DEVICE_CPU ? &device_cpu : NULL;
}
