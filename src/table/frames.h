/* SPDX-License-Identifier: MIT */
/*
 * Function frames, their slot buffers and the buffers deferred until a frame's end. Only the newest frame changes, so
 * slots and deferred buffers of all frames stand in one stack each. Allocates nothing but its own tables.
 */
#ifndef TLSCOPE_TABLE_FRAMES_H
#define TLSCOPE_TABLE_FRAMES_H

#include <stdbool.h>

#include "base/array.h"

struct buffer {
    uintptr_t hidden; /* ~address; 0 bytes and hidden 0: none */
    uint64_t bytes;
    uint64_t serial; /* of its block, where the manager can tell it from a later one at that address */
};

struct frame {
    uint64_t number;
    uint64_t claims; /* of objects there had been when it was pushed */
    uint32_t depth;  /* of the scope that was pushed with it */
    uint32_t first_slot;
    uint32_t first_deferred;
    uint32_t site;
};

struct frames {
    struct array frames;   /* of struct frame */
    struct array slots;    /* of struct buffer */
    struct array deferred; /* of struct buffer */
};

void frames_free(struct frames *frames);

static inline uint32_t frames_count(const struct frames *frames)
{
    return frames->frames.count;
}

/* The frame at `place`, 0 the outermost. */
static inline struct frame *frame_at(const struct frames *frames, uint32_t place)
{
    return (struct frame *)frames->frames.items + place;
}

/* The newest frame; NULL when there is none. */
static inline struct frame *frame_top(const struct frames *frames)
{
    return frames->frames.count == 0 ? NULL : frame_at(frames, frames->frames.count - 1);
}

static inline void *buffer_address(const struct buffer *buffer)
{
    return buffer->hidden == 0 ? NULL : (void *)~buffer->hidden;
}

/* Adds a frame of empty slots; false when memory is out. */
bool frames_push(struct frames *frames, struct frame frame, uint32_t slots);

/* Drops the newest frame, whose buffers have all been taken. */
void frames_pop(struct frames *frames);

/* Slots of the newest frame. */
static inline uint32_t frame_slots(const struct frames *frames)
{
    return frames->slots.count - frame_top(frames)->first_slot;
}

/* `slot` is below frame_slots(). */
static inline struct buffer *frame_slot(const struct frames *frames, uint32_t slot)
{
    return (struct buffer *)frames->slots.items + (frame_top(frames)->first_slot + slot);
}

/* Makes room so that the next frames_replace of that slot cannot fail; false when memory is out. */
static inline bool frames_can_replace(struct frames *frames, const struct buffer *slot)
{
    return slot->hidden == 0 || array_reserve(&frames->deferred, 1, sizeof(struct buffer));
}

/* Puts a buffer into a slot; the one before it is deferred. */
static inline void frames_replace(struct frames *frames, struct buffer *buffer, void *address, uint64_t bytes,
                                  uint64_t serial)
{
    if (buffer->hidden != 0)
        ((struct buffer *)frames->deferred.items)[frames->deferred.count++] = *buffer;
    *buffer = (struct buffer){.hidden = ~(uintptr_t)address, .bytes = bytes, .serial = serial};
}

/* Takes the next buffer, of a slot or deferred, out of the newest frame; false when it has none left. */
bool frames_take_buffer(struct frames *frames, struct buffer *taken);

#endif
