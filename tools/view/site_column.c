/* SPDX-License-Identifier: MIT */
#include "site_column.h"

void site_column_add(struct site_column *column, size_t process, uint32_t site)
{
    unsigned char bytes[2 * VARINT_MOST];
    size_t used = varint_put(bytes, process);
    used += varint_put(bytes + used, site);
    spool_add(&column->waiting, bytes, used);
}

/* Numbers come in pieces that may end anywhere. */
struct reading {
    const struct site_rows *rows;
    struct tlview *tlview;
    enum tlview_column sites;
    enum tlview_column processes;
    uint64_t value; /* the bits of the number at hand, */
    unsigned shift; /* and how many those are */
    uint64_t process;
    bool site_follows;
};

static void number_take(struct reading *reading, uint64_t number)
{
    if (!reading->site_follows) {
        reading->process = number;
    } else {
        tlview_add(reading->tlview, reading->sites,
                   site_rows_row(reading->rows, (size_t)reading->process, (uint32_t)number));
        if (reading->rows->count > 1 && reading->processes != TLVIEW_COLUMNS) {
            tlview_add(reading->tlview, reading->processes, reading->process);
        }
    }
    reading->site_follows = !reading->site_follows;
}

static bool piece_take(void *context, const void *bytes, size_t count)
{
    struct reading *reading = context;
    for (size_t i = 0; i < count; i++) {
        const unsigned char byte = ((const unsigned char *)bytes)[i];
        reading->value |= (uint64_t)(byte & 0x7f) << reading->shift;
        reading->shift += 7;
        if (byte <= 0x7f) {
            number_take(reading, reading->value);
            reading->value = reading->shift = 0;
        }
    }
    return true;
}

bool site_column_write(struct site_column *column, const struct site_rows *rows, struct tlview *tlview,
                       enum tlview_column sites, enum tlview_column processes)
{
    struct reading reading = {.rows = rows, .tlview = tlview, .sites = sites, .processes = processes};
    return spool_read(&column->waiting, piece_take, &reading);
}
