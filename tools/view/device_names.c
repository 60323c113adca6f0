/* SPDX-License-Identifier: MIT */
#include "device_names.h"

#include <string.h>

void device_names_init(struct device_names *names)
{
    struct devices none;
    devices_init(&none);
    memcpy(names->list, none.list, sizeof(names->list));
    names->count = DEVICES;
}

uint8_t device_names_number(struct device_names *names, const struct device *device)
{
    for (uint32_t i = 0; i < names->count; i++) {
        if (strcmp(names->list[i].name, device->name) == 0) {
            return (uint8_t)i;
        }
    }
    if (names->count == DEVICES_MOST) {
        return device->kind;
    }
    names->list[names->count] = *device;
    return (uint8_t)names->count++;
}
