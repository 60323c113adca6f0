/* SPDX-License-Identifier: MIT */
/* How the packets and events of a trace lie in its streams, worked out once from its metadata. */
#ifndef TLSCOPE_TRACE_LAYOUT_H
#define TLSCOPE_TRACE_LAYOUT_H

#include "fields.h"
#include "providers.h"

/* What comes before each event. */
enum header_kind {
    HEADER_BY_TYPE, /* read field by field, as its type says */
    HEADER_COMPACT, /* LTTng's: 5 bits of id and 27 of time; id 31: 32 bits of id and 64 of time follow */
    HEADER_LARGE,   /* LTTng's: 16 bits of id and 32 of time; id 65535: likewise */
};

/* An integer of an event of fixed size goes to its place in the event's struct, or several as they stand. */
struct copy {
    enum { COPY_BYTES, COPY_SIGNED, COPY_OTHER } how; /* as they are; 32 bits into 64; others */
    uint8_t bits;                                     /* that are in the packet */
    uint8_t bytes;                                    /* that are in the struct */
    bool is_signed;
    uint16_t from; /* bytes from the end of the header */
    uint16_t to;   /* bytes from the start of union trace_any */
};

/* Bytes are copied so many at once: as many must be there behind an event, and behind the last copy's target. */
enum { COPY_STEP = 8 };

struct event_class {
    uint64_t id;
    const struct tsdl_event *declared;
    const struct tsdl_type *stream_context; /* NULL: none */
    const struct provider *provider;        /* NULL: the event is not known */
    unsigned number;                        /* among those of its provider */
    struct event_shape shape;
    const struct event_field **targets; /* of its fields, in their order; NULL: of no interest */
    size_t process;                     /* of the context's fields, the one that tells the process; SIZE_MAX: none */
    bool is_fixed; /* known, and context and fields have always the same bytes, and all that is wanted is in: */
    uint32_t fixed_bytes;
    size_t copy_count;
    struct copy copies[EVENT_FIELDS_MAX + 1];
};

struct stream_class {
    const struct tsdl_stream *declared;
    enum header_kind header;
    struct event_class *events; /* by id */
    size_t event_count;
};

struct layout {
    struct tsdl *tsdl;
    struct stream_class *streams;
    size_t stream_count;
    int64_t origin_ns;            /* of the clock's ticks */
    char fault[TSDL_FAULT_BYTES]; /* why the direct reader cannot read such a trace; "": it can */
};

/* Never NULL; `tsdl` becomes the layout's. */
struct layout *layout_new(struct tsdl *tsdl);
void layout_free(struct layout *layout);

const struct stream_class *layout_stream(const struct layout *layout, uint64_t id);
const struct event_class *layout_event_search(const struct stream_class *stream, uint64_t id);

/* NULL when the stream has no such event. */
static inline const struct event_class *layout_event(const struct stream_class *stream, uint64_t id)
{
    return id < stream->event_count && stream->events[id].id == id ? &stream->events[id]
                                                                   : layout_event_search(stream, id);
}

/* Nanoseconds that so many ticks take. */
int64_t ticks_ns(const struct tsdl_clock *clock, uint64_t ticks);

/* Nanoseconds since the clock's origin. */
static inline int64_t layout_time(const struct layout *layout, uint64_t ticks)
{
    const struct tsdl_clock *clock = &layout->tsdl->clock;
    const uint64_t ns = clock->frequency == 1000000000 ? ticks : (uint64_t)ticks_ns(clock, ticks);
    return (int64_t)((uint64_t)layout->origin_ns + ns);
}

#endif
