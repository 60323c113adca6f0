/* SPDX-License-Identifier: MIT */
#include "stream_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "event_decode.h"
#include "memory.h"

/* The window begins at a multiple of this, so that alignments in it are those in the packet. */
enum { WINDOW_STEP = TSDL_ALIGN_MAX / 8, TEXTS_FIRST = 16384 };

void batch_init(struct batch *batch, size_t room)
{
    *batch =
        (struct batch){.events = memory_aligned(_Alignof(struct decoded), room * sizeof(struct decoded)), .room = room};
}

void batch_free(struct batch *batch)
{
    free(batch->events);
    free(batch->texts);
}

static void batch_empty(struct batch *batch)
{
    batch->count = 0;
    batch->unknown = 0;
    batch->texts_used = 0;
    batch->last = batch->texts_full = false;
}

static void texts_grow(struct batch *batch)
{
    batch->texts_room = batch->texts_room ? batch->texts_room * 2 : TEXTS_FIRST;
    batch->texts = memory_resize(batch->texts, batch->texts_room, 1);
}

void stream_reader_init(struct stream_reader *reader, const struct trace_folder *folder, const struct trace_file *file,
                        size_t window)
{
    *reader = (struct stream_reader){
        .folder = folder,
        .file = file,
        .class = layout_stream(folder->layout, file->stream.packets[0].stream),
        .window_room = window - window % WINDOW_STEP,
    };
}

void stream_reader_free(struct stream_reader *reader)
{
    free(reader->window);
    reader->window = NULL;
}

static uint64_t content_bytes(const struct trace_packet *packet)
{
    return (packet->content_bits + 7) / 8;
}

/* Reads on into the window; false with reader->error set when the file does not have what its packets promise. */
static bool window_read(struct stream_reader *reader, const struct trace_packet *packet)
{
    char path[PATH_MAX];
    const uint64_t left = content_bytes(packet) - reader->window_at - reader->window_bytes;
    size_t wanted = reader->window_room - reader->window_bytes;
    const int file = recording_path(path, reader->folder, reader->file->name) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    wanted = left < wanted ? (size_t)left : wanted;
    errno = file >= 0 ? 0 : errno;
    while (file >= 0 && wanted > 0) {
        const ssize_t got = pread(file, reader->window + reader->window_bytes, wanted,
                                  (off_t)(packet->offset + reader->window_at + reader->window_bytes));
        if (got <= 0 && errno != EINTR) {
            break;
        }
        wanted -= got > 0 ? (size_t)got : 0;
        reader->window_bytes += got > 0 ? (size_t)got : 0;
    }
    if (file >= 0) {
        close(file);
    }
    if (wanted > 0) {
        reader->error = errno != 0 ? errno : EIO;
    }
    return wanted == 0;
}

/* Where the bits that may be read end: with the window, or with the packet's content. */
static void end_set(struct stream_reader *reader, const struct trace_packet *packet)
{
    const uint64_t content = packet->content_bits - reader->window_at * 8;
    const uint64_t there = (uint64_t)reader->window_bytes * 8;
    reader->cursor.bytes = reader->window;
    reader->cursor.end = content < there ? content : there;
}

/* Moves the window on to the cursor, and widens it where one event fills it; false when there is no more. */
static bool window_forward(struct stream_reader *reader, const struct trace_packet *packet)
{
    const size_t from = (size_t)(reader->cursor.at / 8) / WINDOW_STEP * WINDOW_STEP;
    if (reader->window_at + reader->window_bytes >= content_bytes(packet)) {
        return false;
    }
    memmove(reader->window, reader->window + from, reader->window_bytes - from);
    reader->window_at += from;
    reader->window_bytes -= from;
    reader->cursor.at -= (uint64_t)from * 8;
    if (reader->window_bytes == reader->window_room) {
        reader->window_room *= 2;
        reader->window = memory_resize(reader->window, reader->window_room, 1);
    }
    const bool read = window_read(reader, packet);
    end_set(reader, packet);
    return read;
}

static bool packet_begin(struct stream_reader *reader, const struct trace_packet *packet)
{
    if (!reader->window) {
        reader->window = memory_resize(NULL, reader->window_room, 1);
    }
    reader->window_at = packet->events_bits / 8 / WINDOW_STEP * WINDOW_STEP;
    reader->window_bytes = 0;
    reader->cursor.at = packet->events_bits - reader->window_at * 8;
    reader->cursor.clock_slack = reader->folder->layout->tsdl->clock.frequency;
    reader->cursor.clock_most = UINT64_MAX;
    if (packet->has_begin && !clock_is_sound(&reader->cursor, reader->cursor.clock, packet->begin)) {
        return false;
    }
    if (packet->has_end && packet->end < UINT64_MAX - reader->cursor.clock_slack) {
        reader->cursor.clock_most = packet->end + reader->cursor.clock_slack;
    }
    reader->cursor.clock = packet->has_begin ? packet->begin : reader->cursor.clock;
    reader->in_packet = true;
    const bool read = window_read(reader, packet);
    end_set(reader, packet);
    return read;
}

static void packet_end(struct stream_reader *reader)
{
    reader->in_packet = reader->packet_damaged = false;
    reader->packet++;
}

static void damage_note(struct stream_reader *reader, uint64_t bytes)
{
    reader->packets_damaged += !reader->packet_damaged;
    reader->packet_damaged = true;
    reader->bytes_damaged += bytes;
}

/* What is left of the packet is left out. */
static void damage_note_rest(struct stream_reader *reader, const struct trace_packet *packet)
{
    damage_note(reader, content_bytes(packet) - reader->window_at - reader->cursor.at / 8);
}

/* Where an event could not be decoded: what there is to do before it is tried again; false to let the packet be. */
static bool mend(struct stream_reader *reader, struct batch *batch, enum event_decoded decoded)
{
    const struct trace_packet *packet = &reader->file->stream.packets[reader->packet];
    if (decoded == EVENT_FULL) {
        texts_grow(batch);
        return true;
    }
    if (decoded == EVENT_ENDS && window_forward(reader, packet)) {
        return true;
    }
    if (decoded != EVENT_ENDS || !packet->cut) { /* that its end is missing is told */
        damage_note_rest(reader, packet);
    }
    return false;
}

static bool packet_is_done(const struct stream_reader *reader)
{
    const struct trace_packet *packet = &reader->file->stream.packets[reader->packet];
    return reader->window_at * 8 + reader->cursor.at >= packet->content_bits;
}

/*
 * Whether the event that was decoded from there on is its packet's first: that one surely begins where it should, and
 * the times of those behind it count from the packet's begin as well.
 */
static bool is_first(const struct stream_reader *reader, uint64_t at)
{
    const struct trace_packet *packet = &reader->file->stream.packets[reader->packet];
    return packet->has_begin && reader->window_at * 8 + at == packet->events_bits;
}

/* The next event of the packet; false when it has no more that can be had, or the batch no room. */
static bool event_next(struct stream_reader *reader, struct batch *batch)
{
    while (!packet_is_done(reader)) {
        const uint64_t at = reader->cursor.at;
        const uint64_t clock = reader->cursor.clock;
        const size_t texts = batch->texts_used;
        enum event_decoded decoded = event_decode(&reader->cursor, reader->class, batch);
        if (decoded == EVENT_DECODED && !clock_is_sound(&reader->cursor, clock, reader->cursor.clock)) {
            if (is_first(reader, at)) {
                damage_note(reader, (reader->cursor.at - at) / 8);
                reader->cursor.clock = clock;
                batch->texts_used = texts;
                continue;
            }
            decoded = EVENT_BAD;
        }
        if (decoded == EVENT_DECODED) {
            struct decoded *event = &batch->events[batch->count];
            event->any.any.time_ns = layout_time(reader->folder->layout, reader->cursor.clock);
            batch->count += event->provider != NULL;
            batch->unknown += event->provider == NULL;
            return true;
        }
        reader->cursor.at = at;
        reader->cursor.clock = clock;
        batch->texts_used = texts;
        if (decoded == EVENT_FULL && batch->count > 0) {
            batch->texts_full = true;
            return false;
        }
        if (!mend(reader, batch, decoded)) {
            break;
        }
    }
    packet_end(reader);
    return false;
}

void stream_reader_fill(struct stream_reader *reader, struct batch *batch)
{
    const struct trace_stream *stream = &reader->file->stream;
    batch_empty(batch);
    while (batch->count < batch->room && !batch->texts_full && reader->packet < stream->count) {
        const struct trace_packet *packet = &stream->packets[reader->packet];
        if (!reader->in_packet && !packet_begin(reader, packet)) {
            damage_note_rest(reader, packet);
            packet_end(reader);
        }
        bool more = reader->in_packet;
        while (more && batch->count < batch->room) {
            events_decode_fixed(&reader->cursor, reader->class, reader->folder->layout, batch);
            more = batch->count < batch->room && event_next(reader, batch);
        }
    }
    batch->last = reader->packet == stream->count;
}
