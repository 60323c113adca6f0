/* SPDX-License-Identifier: MIT */
#ifndef TLSCOPE_DEVICE_CPU_H
#define TLSCOPE_DEVICE_CPU_H

#include "device/device.h"

extern const struct device device_cpu; /* id 0: malloc's heap */

#endif
