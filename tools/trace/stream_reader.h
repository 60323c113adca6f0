/* SPDX-License-Identifier: MIT */
/* One stream file, decoded from its first packet to its last, a batch of events at a time. */
#ifndef TLSCOPE_TRACE_STREAM_READER_H
#define TLSCOPE_TRACE_STREAM_READER_H

#include "recording.h"

/* Most events are within one line of the cache so. */
struct decoded {
    _Alignas(64) const struct provider *provider;
    union trace_any any;
};

/* Events in their order, and what their texts point to. */
struct batch {
    struct decoded *events;
    size_t room;
    size_t count;
    uint64_t unknown; /* events that were skipped since they are not known */
    bool last;        /* of its stream */
    bool texts_full;  /* the next event's texts have no room */
    char *texts;
    size_t texts_room;
    size_t texts_used;
};

void batch_init(struct batch *batch, size_t room);
void batch_free(struct batch *batch);

struct stream_reader {
    const struct trace_folder *folder;
    const struct trace_file *file;
    const struct stream_class *class;
    size_t packet; /* of the file's, from 0 */
    bool in_packet;
    bool packet_damaged;   /* the one that it is in, and that is counted */
    unsigned char *window; /* a part of the packet's content */
    size_t window_room;
    size_t window_bytes;
    uint64_t window_at; /* bytes from the start of the packet */
    struct cursor cursor;
    uint64_t packets_damaged; /* in which something is no event: it and what follows in the packet is left out; where
                                 only the first event's time cannot be, that event alone */
    uint64_t bytes_damaged;
    int error; /* of the system, that made it stop; 0: none */
};

/* The stream's file has a packet at least. `window` bytes are read at once, more where an event needs it. */
void stream_reader_init(struct stream_reader *reader, const struct trace_folder *folder, const struct trace_file *file,
                        size_t window);
void stream_reader_free(struct stream_reader *reader);

/* Fills an empty batch with the next events. */
void stream_reader_fill(struct stream_reader *reader, struct batch *batch);

#endif
