/* SPDX-License-Identifier: MIT */
#include "table/frames.h"

static struct buffer *buffers(const struct array *array)
{
    return array->items;
}

void frames_free(struct frames *frames)
{
    array_free(&frames->frames, sizeof(struct frame));
    array_free(&frames->slots, sizeof(struct buffer));
    array_free(&frames->deferred, sizeof(struct buffer));
}

bool frames_push(struct frames *frames, struct frame frame, uint32_t slots)
{
    if (!array_reserve(&frames->frames, 1, sizeof(struct frame)) ||
        !array_reserve(&frames->slots, slots, sizeof(struct buffer)))
        return false;
    frame.first_slot = frames->slots.count;
    frame.first_deferred = frames->deferred.count;
    ((struct frame *)frames->frames.items)[frames->frames.count++] = frame;
    for (uint32_t i = 0; i < slots; i++)
        buffers(&frames->slots)[frames->slots.count++] = (struct buffer){0};
    return true;
}

void frames_pop(struct frames *frames)
{
    const struct frame *top = frame_top(frames);
    frames->slots.count = top->first_slot;
    frames->deferred.count = top->first_deferred;
    frames->frames.count--;
    array_shrink(&frames->frames, sizeof(struct frame));
    array_shrink(&frames->slots, sizeof(struct buffer));
    array_shrink(&frames->deferred, sizeof(struct buffer));
}

static bool take_above(struct array *stack, uint32_t first, struct buffer *taken)
{
    while (stack->count > first) {
        *taken = buffers(stack)[--stack->count];
        if (taken->hidden != 0)
            return true;
    }
    return false;
}

bool frames_take_buffer(struct frames *frames, struct buffer *taken)
{
    const struct frame *top = frame_top(frames);
    return take_above(&frames->slots, top->first_slot, taken) ||
           take_above(&frames->deferred, top->first_deferred, taken);
}
