/* SPDX-License-Identifier: MIT */
#include "manager/residence.h"

#include "device/plugin.h"

/* All slots there are, whether or not a stream is in them now. */
static uint32_t slots(const struct residence *residence)
{
    return FEW_USES + residence->more.count;
}

static struct use *use_at(struct residence *residence, uint32_t place)
{
    return place < FEW_USES ? &residence->few[place] : (struct use *)residence->more.items + (place - FEW_USES);
}

static struct device_queue queue_of(const struct residence *residence, void *stream)
{
    return (struct device_queue){.stream = stream, .ordinal = residence->ordinal};
}

bool residence_use(struct residence *residence, void *stream)
{
    for (uint32_t place = 0; place < residence->uses; place++)
        if (use_at(residence, place)->stream == stream)
            return true;
    if (residence->uses == slots(residence)) {
        if (!array_reserve(&residence->more, 1, sizeof(struct use)))
            return false;
        ((struct use *)residence->more.items)[residence->more.count++] = (struct use){.end = NULL};
    }
    use_at(residence, residence->uses++)->stream = stream;
    return true;
}

/* Those from the place on. */
static bool mark_ends(struct residence *residence, uint32_t first, struct device_failure *failure)
{
    bool marked = true;
    for (uint32_t place = first; place < residence->uses && marked; place++) {
        struct use *use = use_at(residence, place);
        marked = residence->device->mark(queue_of(residence, use->stream), &use->end, failure);
    }
    return marked;
}

static bool wait_for_ends(struct residence *residence, uint32_t first, void *stream, struct device_failure *failure)
{
    bool waits = true;
    for (uint32_t place = first; place < residence->uses && waits; place++) {
        const struct use *use = use_at(residence, place);
        /* Another stream may have the handle of one that has ended; the default stream never ends. */
        if (stream != NULL || use->stream != NULL)
            waits = residence->device->wait(queue_of(residence, stream), use->end, failure);
    }
    return waits;
}

bool residence_rest(struct residence *residence, struct device_failure *failure)
{
    if (devices_gone() != NULL)
        return true;
    residence->resting = mark_ends(residence, 0, failure);
    return residence->resting;
}

bool residence_wake(struct residence *residence, struct device_failure *failure)
{
    if (devices_gone() != NULL)
        return true;
    const bool waits = wait_for_ends(residence, 0, residence->stream, failure);
    residence->resting = !waits;
    if (waits) {
        residence->few[0].stream = residence->stream;
        residence->uses = 1;
    }
    return waits;
}

/* Its own stream may have ended while it rested. */
bool residence_release(struct residence *residence, struct device_failure *failure)
{
    const struct device *device = residence->device;
    if (devices_gone() == NULL && residence->data != NULL) {
        void *stream = residence->resting ? NULL : residence->stream;
        const uint32_t first = residence->resting ? 0 : 1;
        struct device_failure refused;
        if ((!residence->resting && !mark_ends(residence, first, &refused)) ||
            !wait_for_ends(residence, first, stream, &refused))
            device->settle(residence->ordinal, &refused);
        const bool released = device->release(queue_of(residence, stream), residence->data, failure);
        for (uint32_t place = 0; place < slots(residence); place++)
            if (use_at(residence, place)->end != NULL)
                device->forget(use_at(residence, place)->end);
        array_free(&residence->more, sizeof(struct use));
        return released;
    }
    array_free(&residence->more, sizeof(struct use));
    return true;
}
