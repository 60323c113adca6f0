/* SPDX-License-Identifier: MIT */
/* What lay in the tensor pool and in slot buffers, from when to when. */
#ifndef TLSCOPE_VIEW_OCCUPANTS_H
#define TLSCOPE_VIEW_OCCUPANTS_H

#include "replay.h"
#include "site_column.h"

enum { OCCUPANTS_MOST = 1000000 };

/* Of all processes. Rows are written as stays end; beyond OCCUPANTS_MOST they are only counted. */
struct occupants {
    struct tlview *tlview;
    struct site_column put; /* of the pool */
    struct site_column taken;
    struct site_column asked; /* of buffers */
    uint64_t pool_rows;
    uint64_t pool_left_out;
    uint64_t buffer_rows;
    uint64_t buffers_left_out;
};

/* Those of one process that have not ended. */
struct occupancy {
    size_t process;
    struct idmap pool;         /* by number of the object */
    struct idmap buffers;      /* by address, its lowest bits left out */
    struct pool_stay *leaving; /* that has ended in the event at hand */
    uint64_t buffer_bytes;
};

/* Where an object lies: on a device the address of its data there, which its description on the host is not. */
uint64_t occupants_address(const struct object *object);

/* `device` as columns number it. */
void occupancy_pooled(struct occupancy *occupancy, const struct object *object, uint8_t device, uint32_t site,
                      uint64_t time);
void occupancy_left_pool(struct occupants *occupants, struct occupancy *occupancy, const struct object *object,
                         uint64_t time);

/* After every event. */
void occupancy_event(struct occupants *occupants, struct occupancy *occupancy, const struct trace_event *event,
                     const struct replay *replay, uint64_t time);

/* Writes what has not ended, and frees it. */
void occupancy_finish(struct occupants *occupants, struct occupancy *occupancy);

/* After all of them: the places, which are known then. False, with errno, when not all could be kept. */
bool occupants_finish(struct occupants *occupants, const struct site_rows *rows);

void occupants_free(struct occupants *occupants);

#endif
