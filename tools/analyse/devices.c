/* SPDX-License-Identifier: MIT */
#include "devices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void devices_init(struct devices *devices)
{
    *devices = (struct devices){.count = DEVICES};
    for (unsigned kind = 0; kind < DEVICES; kind++) {
        devices->list[kind].kind = (uint8_t)kind;
        snprintf(devices->list[kind].name, DEVICE_TEXT_BYTES, "%s", device_name((uint8_t)kind));
    }
}

uint32_t devices_of_kind(uint8_t kind)
{
    return kind < DEVICES ? kind : TL_DEVICE_CPU;
}

uint32_t devices_of(struct devices *devices, uint8_t kind, uint8_t ordinal)
{
    if (devices_of_kind(kind) == TL_DEVICE_CPU) {
        return TL_DEVICE_CPU;
    }
    for (uint32_t i = DEVICES; i < devices->count; i++) {
        if (devices->list[i].kind == kind && devices->list[i].ordinal == ordinal) {
            return i;
        }
    }
    if (devices->count == DEVICES_MOST) {
        return devices_of_kind(kind);
    }
    struct device *device = &devices->list[devices->count];
    *device = (struct device){.kind = kind, .ordinal = ordinal, .certain = true};
    snprintf(device->name, DEVICE_TEXT_BYTES, "%s:%u", device_name(kind), ordinal);
    return devices->count++;
}

void devices_add(struct devices *devices, uint32_t device, uint64_t objects, uint64_t bytes)
{
    devices->list[device].objects += objects;
    devices->list[device].bytes += bytes;
    devices->changed |= 1U << device;
    devices->others = devices->others || device != TL_DEVICE_CPU;
}

void devices_pool(struct devices *devices, uint32_t device, uint64_t objects, uint64_t bytes)
{
    devices->list[device].pooled_objects += objects;
    devices->list[device].pooled_bytes += bytes;
    devices->others = devices->others || device != TL_DEVICE_CPU;
}

static void peak_take(struct device *device, int64_t time_ns)
{
    device->peak_objects = device->objects > device->peak_objects ? device->objects : device->peak_objects;
    if (device->bytes > device->peak_bytes) {
        device->peak_bytes = device->bytes;
        device->peak_ns = time_ns;
        device->peak++;
    }
}

void devices_take(struct devices *devices, int64_t time_ns)
{
    for (uint32_t i = 0; devices->changed != 0; i++, devices->changed >>= 1) {
        if ((devices->changed & 1) != 0) {
            peak_take(&devices->list[i], time_ns);
        }
    }
}

/* The number behind "cuda:", as it is written there. */
static bool is_ordinal(const char *text)
{
    char written[DEVICE_TEXT_BYTES];
    const unsigned long ordinal = strtoul(text, NULL, 10);
    snprintf(written, sizeof(written), "%lu", ordinal);
    return ordinal <= UINT8_MAX && strcmp(written, text) == 0;
}

bool device_can_be(const char *name)
{
    for (unsigned kind = 0; kind < DEVICES; kind++) {
        const size_t length = strlen(device_name(kind));
        if (strncmp(name, device_name(kind), length) == 0) {
            return name[length] == '\0' ||
                   (kind != TL_DEVICE_CPU && name[length] == ':' && is_ordinal(name + length + 1));
        }
    }
    return false;
}

bool device_is_used(const struct device *device)
{
    return device->peak_objects > 0 || device->pooled_objects > 0;
}
