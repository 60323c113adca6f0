/* SPDX-License-Identifier: MIT */
#include "occupants.h"

#include <stdlib.h>

#include "memory.h"

struct pool_stay {
    uint32_t object;
    uint32_t put; /* sites of the process */
    uint32_t taken;
    uint8_t device;
    uint64_t address;
    uint64_t bytes;
    uint64_t begin;
    uint64_t end; /* 0: it has none */
};

struct slot_buffer {
    uint64_t address;
    uint64_t bytes;
    uint64_t slot;
    uint64_t begin;
    uint64_t deferred; /* 0: never */
    uint32_t frame;
    uint32_t site;
    struct slot_buffer *next; /* under the same key */
};

static void stay_write(struct occupants *occupants, size_t process, const struct pool_stay *stay)
{
    struct tlview *tlview = occupants->tlview;
    if (occupants->pool_rows == OCCUPANTS_MOST) {
        occupants->pool_left_out++;
        return;
    }
    occupants->pool_rows++;
    tlview_add(tlview, TLVIEW_POOL_ADDRESS, stay->address);
    tlview_add(tlview, TLVIEW_POOL_SIZE, stay->bytes);
    tlview_add(tlview, TLVIEW_POOL_BEGIN, stay->begin);
    tlview_add(tlview, TLVIEW_POOL_END, stay->end);
    site_column_add(&occupants->put, process, stay->put);
    site_column_add(&occupants->taken, process, stay->taken);
    tlview_add(tlview, TLVIEW_POOL_DEVICE, stay->device);
    tlview_add(tlview, TLVIEW_POOL_OBJECT, stay->object);
}

static void leaving_write(struct occupants *occupants, struct occupancy *occupancy, uint32_t taken)
{
    if (occupancy->leaving) {
        occupancy->leaving->taken = taken;
        stay_write(occupants, occupancy->process, occupancy->leaving);
        free(occupancy->leaving);
        occupancy->leaving = NULL;
    }
}

uint64_t occupants_address(const struct object *object)
{
    return object->data != 0 ? object->data : object->pointer;
}

void occupancy_pooled(struct occupancy *occupancy, const struct object *object, uint8_t device, uint32_t site,
                      uint64_t time)
{
    if (idmap_find(&occupancy->pool, object->number)) {
        return;
    }
    struct pool_stay *stay = memory_new(sizeof(*stay));
    *stay = (struct pool_stay){.object = object->number,
                               .put = site,
                               .device = device,
                               .address = occupants_address(object),
                               .bytes = object->facts.bytes,
                               .begin = time};
    idmap_put(&occupancy->pool, object->number, stay);
}

void occupancy_left_pool(struct occupants *occupants, struct occupancy *occupancy, const struct object *object,
                         uint64_t time)
{
    struct pool_stay *stay = idmap_find(&occupancy->pool, object->number);
    if (stay) {
        leaving_write(occupants, occupancy, 0);
        idmap_remove(&occupancy->pool, object->number);
        stay->end = time;
        occupancy->leaving = stay;
    }
}

static uint32_t buffer_key(uint64_t address)
{
    return (uint32_t)(address >> 4 ^ address >> 36);
}

static void buffer_begin(struct occupancy *occupancy, struct slot_buffer buffer)
{
    struct slot_buffer *kept = memory_new(sizeof(*kept));
    const uint32_t key = buffer_key(buffer.address);
    struct slot_buffer *others = idmap_find(&occupancy->buffers, key);
    *kept = buffer;
    occupancy->buffer_bytes += buffer.bytes;
    if (others) {
        kept->next = others->next;
        others->next = kept;
    } else {
        idmap_put(&occupancy->buffers, key, kept);
    }
}

static struct slot_buffer *buffer_find(const struct occupancy *occupancy, uint64_t address)
{
    struct slot_buffer *buffer = idmap_find(&occupancy->buffers, buffer_key(address));
    while (buffer && buffer->address != address) {
        buffer = buffer->next;
    }
    return buffer;
}

static void buffer_write(struct occupants *occupants, const struct occupancy *occupancy,
                         const struct slot_buffer *buffer, uint64_t end)
{
    struct tlview *tlview = occupants->tlview;
    if (occupants->buffer_rows == OCCUPANTS_MOST) {
        occupants->buffers_left_out++;
        return;
    }
    occupants->buffer_rows++;
    tlview_add(tlview, TLVIEW_BUFFER_FRAME, buffer->frame);
    tlview_add(tlview, TLVIEW_BUFFER_SLOT, buffer->slot);
    tlview_add(tlview, TLVIEW_BUFFER_ADDRESS, buffer->address);
    tlview_add(tlview, TLVIEW_BUFFER_BYTES, buffer->bytes);
    tlview_add(tlview, TLVIEW_BUFFER_BEGIN, buffer->begin);
    tlview_add(tlview, TLVIEW_BUFFER_DEFERRED, buffer->deferred);
    tlview_add(tlview, TLVIEW_BUFFER_END, end);
    site_column_add(&occupants->asked, occupancy->process, buffer->site);
}

/* Takes a buffer out from among those of its key. */
static void buffer_forget(struct occupancy *occupancy, struct slot_buffer *buffer)
{
    const uint32_t key = buffer_key(buffer->address);
    struct slot_buffer *at = idmap_find(&occupancy->buffers, key);
    if (at == buffer) {
        idmap_remove(&occupancy->buffers, key);
        if (buffer->next) {
            idmap_put(&occupancy->buffers, key, buffer->next);
        }
        return;
    }
    while (at->next != buffer) {
        at = at->next;
    }
    at->next = buffer->next;
}

static void buffer_end(struct occupants *occupants, struct occupancy *occupancy, uint64_t address, uint64_t time)
{
    struct slot_buffer *buffer = buffer_find(occupancy, address);
    if (buffer) {
        buffer_forget(occupancy, buffer);
        occupancy->buffer_bytes -= buffer->bytes;
        buffer_write(occupants, occupancy, buffer, time);
        free(buffer);
    }
}

static void asked(struct occupants *occupants, struct occupancy *occupancy, const struct tl_event_get_buffer *event,
                  uint64_t time)
{
    if (event->outcome == TL_BUFFER_MADE || event->outcome == TL_BUFFER_GROWN) {
        buffer_end(occupants, occupancy, event->buffer, time); /* whose end was lost */
        buffer_begin(occupancy, (struct slot_buffer){.address = event->buffer,
                                                     .bytes = event->capacity,
                                                     .slot = event->slot > 0 ? (uint64_t)event->slot : 0,
                                                     .begin = time,
                                                     .frame = event->frame,
                                                     .site = event->site});
    }
}

static void inherited(struct occupants *occupants, struct occupancy *occupancy,
                      const struct tl_event_inherited_buffer *event, uint64_t time)
{
    buffer_end(occupants, occupancy, event->buffer, time);
    buffer_begin(occupancy, (struct slot_buffer){.address = event->buffer,
                                                 .bytes = event->bytes,
                                                 .begin = time,
                                                 .deferred = event->deferred ? time : 0,
                                                 .frame = event->frame});
}

void occupancy_event(struct occupants *occupants, struct occupancy *occupancy, const struct trace_event *event,
                     const struct replay *replay, uint64_t time)
{
    struct slot_buffer *buffer;
    const struct object *taker;
    switch (event->id) {
    case TL_EVENT_get_buffer:
        asked(occupants, occupancy, &event->as.get_buffer, time);
        break;
    case TL_EVENT_buffer_deferred:
        buffer = buffer_find(occupancy, event->as.buffer_deferred.buffer);
        if (buffer) {
            buffer->deferred = time;
        }
        break;
    case TL_EVENT_buffer_freed:
        buffer_end(occupants, occupancy, event->as.buffer_freed.buffer, time);
        break;
    case TL_EVENT_inherited_buffer:
        inherited(occupants, occupancy, &event->as.inherited_buffer, time);
        break;
    case TL_EVENT_object_reuse:
        taker = replay_find(replay, event->as.object_reuse.object);
        leaving_write(occupants, occupancy, taker ? taker->facts.site : 0);
        break;
    default:
        leaving_write(occupants, occupancy, 0);
        break;
    }
}

static void buffers_finish_all(struct occupants *occupants, struct occupancy *occupancy, struct slot_buffer *buffer)
{
    while (buffer) {
        struct slot_buffer *next = buffer->next;
        buffer_write(occupants, occupancy, buffer, 0);
        free(buffer);
        buffer = next;
    }
}

void occupancy_finish(struct occupants *occupants, struct occupancy *occupancy)
{
    leaving_write(occupants, occupancy, 0);
    size_t at = 0;
    for (struct pool_stay *stay; (stay = idmap_next(&occupancy->pool, &at));) {
        stay_write(occupants, occupancy->process, stay);
        free(stay);
    }
    at = 0;
    for (struct slot_buffer *buffer; (buffer = idmap_next(&occupancy->buffers, &at));) {
        buffers_finish_all(occupants, occupancy, buffer);
    }
    idmap_free(&occupancy->pool);
    idmap_free(&occupancy->buffers);
}

bool occupants_finish(struct occupants *occupants, const struct site_rows *rows)
{
    struct tlview *tlview = occupants->tlview;
    const bool put = site_column_write(&occupants->put, rows, tlview, TLVIEW_POOL_PUT, TLVIEW_POOL_PROCESS);
    const bool taken = site_column_write(&occupants->taken, rows, tlview, TLVIEW_POOL_TAKEN, TLVIEW_COLUMNS);
    return site_column_write(&occupants->asked, rows, tlview, TLVIEW_BUFFER_SITE, TLVIEW_BUFFER_PROCESS) && put &&
           taken;
}

void occupants_free(struct occupants *occupants)
{
    spool_free(&occupants->put.waiting);
    spool_free(&occupants->taken.waiting);
    spool_free(&occupants->asked.waiting);
}
