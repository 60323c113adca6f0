/* SPDX-License-Identifier: MIT */
/* The packets of stream files, as their own headers tell. */
#ifndef TLSCOPE_TRACE_PACKETS_H
#define TLSCOPE_TRACE_PACKETS_H

#include "layout.h"
#include "providers.h"

struct trace_packet {
    uint64_t offset; /* bytes from the start of the file */
    uint64_t size;   /* bytes */
    uint64_t content_bits;
    uint64_t events_bits; /* where the first event begins, from the start of the packet */
    uint64_t begin;       /* ticks; 0 where it is not told */
    uint64_t end;
    uint64_t sequence;
    uint64_t discarded; /* events of the stream so far */
    uint64_t instance;
    uint64_t stream;
    bool has_begin;
    bool has_end;
    bool duplicate; /* the recording holds it elsewhere, too */
    bool cut;       /* the file ends within it: size and content are what is there */
};

/* The packets of one stream file; only the last may be cut. */
struct trace_stream {
    struct trace_packet *packets;
    size_t count;
    uint64_t bytes;         /* of the file */
    uint64_t bytes_damaged; /* of the file, in no whole packet, those of the one that is cut too */
};

/* Reads the packet headers of a stream file; false with errno set when it cannot be opened or read. Packets after
 * the first broken one are not looked at. To be freed with trace_stream_free. */
bool trace_stream_scan(const char *path, const struct layout *layout, struct trace_stream *stream);
void trace_stream_free(struct trace_stream *stream);

static inline bool trace_stream_is_cut(const struct trace_stream *stream)
{
    return stream->count > 0 && stream->packets[stream->count - 1].cut;
}

/* How many of its packets are whole. */
static inline size_t trace_stream_whole(const struct trace_stream *stream)
{
    return stream->count - trace_stream_is_cut(stream);
}

/* Writes the index file of a stream below folder/index; false with errno set when it cannot. */
bool trace_index_write(const char *folder, const char *stream_name, const struct trace_stream *stream);

/* What a stream's index file says of it. */
struct trace_index_said {
    bool agrees;        /* the same as its packets, or there is no index */
    size_t packets_cut; /* more packets, where the rest is the same: the file's end is missing */
};
struct trace_index_said trace_index_read(const char *folder, const char *stream_name,
                                         const struct trace_stream *stream);

/* What all streams of all folders tell together. */
struct trace_scan {
    struct trace_counter {
        unsigned char trace[16];
        uint64_t instance;
        uint64_t stream;
        const struct provider *provider; /* whose channel it is */
        uint64_t discarded;
        uint64_t first_sequence;
        uint64_t last_sequence;
        uint64_t first_begin; /* of the packet of the first sequence number */
        uint64_t packets;
    } * counters;
    size_t count;
    uint64_t begin; /* ticks of the clock */
    uint64_t end;
};
void trace_scan_add(struct trace_scan *scan, const struct trace_stream *stream, const unsigned char trace[16],
                    const struct provider *provider);
void trace_scan_sum(const struct trace_scan *scan, struct trace_result *result);

#endif
