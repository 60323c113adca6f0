/* SPDX-License-Identifier: MIT */
/* What the files of this folder share. */
#ifndef TLSCOPE_TRACE_INTERNAL_H
#define TLSCOPE_TRACE_INTERNAL_H

#include <babeltrace2/babeltrace.h>

#include "trace.h"

/* Adds an issue to the result, printf-like. */
__attribute__((format(printf, 2, 3))) void trace_issue(struct trace_result *result, const char *format, ...);

/* The folders below a path that hold a file `metadata`, sorted; each to be freed, as the list. */
struct trace_folders {
    char **paths;
    size_t count;
};
void trace_folders_find(const char *path, struct trace_folders *folders, struct trace_result *result);
void trace_folders_free(struct trace_folders *folders);

/* How many bytes at the start of a metadata file are good: 0, with an issue, when none are; fewer than the file has,
 * with an issue and *damaged set, when it ends in a partial packet. */
uint64_t trace_metadata_check(const char *path, struct trace_result *result, bool *damaged);

/* Copies that many bytes into a new file. */
bool trace_metadata_copy(const char *from, const char *to, uint64_t bytes);

/* One packet of a stream file, as its own header tells. */
struct trace_packet {
    uint64_t offset; /* bytes from the start of the file */
    uint64_t size;   /* bytes */
    uint64_t content_bits;
    uint64_t begin;
    uint64_t end;
    uint64_t sequence;
    uint64_t discarded; /* events of the stream so far */
    uint64_t instance;
    uint32_t stream;
    unsigned char trace[16];
};

/* The whole packets of one stream file. */
struct trace_stream {
    struct trace_packet *packets;
    size_t count;
    uint64_t bytes;         /* of the file */
    uint64_t bytes_damaged; /* of the file, in no whole packet */
};

/* True when the trace's metadata says it is LTTng-UST's, whose packets the next function understands. */
bool trace_layout_known(const char *metadata_path);

/* Reads the packet headers of a stream file; false with errno set when it cannot be opened or read. Packets after
 * the first broken one are not looked at. To be freed with trace_stream_free. */
bool trace_stream_scan(const char *path, struct trace_stream *stream);
void trace_stream_free(struct trace_stream *stream);

/* Writes the index file of a stream below folder/index; false with errno set when it cannot. */
bool trace_index_write(const char *folder, const char *stream_name, const struct trace_stream *stream);

/* True when the index file of a stream says what its packets say, or there is none. */
bool trace_index_agrees(const char *folder, const char *stream_name, const struct trace_stream *stream);

/* What all streams of all folders tell together. */
struct trace_scan {
    struct trace_counter {
        unsigned char trace[16];
        uint64_t instance;
        uint32_t stream;
        bool heap; /* the channel of the heap's events */
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
void trace_scan_add(struct trace_scan *scan, const struct trace_stream *stream, bool heap);
void trace_scan_sum(const struct trace_scan *scan, struct trace_result *result);

/*
 * A folder that Babeltrace can read: the given one when all its packets are whole, else a temporary one that links to
 * its files and lists their whole packets. Returns the path to read, to be freed; *temporary says that it is to be
 * removed after with trace_mend_remove. NULL, with an issue, when the trace has no usable metadata.
 */
char *trace_mend(const char *folder, struct trace_scan *scan, struct trace_result *result, bool *temporary);
void trace_mend_remove(const char *path);

/* Decoders of the event classes met so far. */
struct trace_decoders;
struct trace_decoders *trace_decoders_new(void);
void trace_decoders_free(struct trace_decoders *decoders);

enum trace_decoded { TRACE_DECODED, TRACE_DECODED_HEAP, TRACE_UNKNOWN_EVENT };

/* Room for an event of either provider. */
union trace_any {
    struct trace_event event;
    struct trace_heap_event heap; /* of TRACE_DECODED_HEAP */
};

/* Fills *any from an event message (time excepted); texts live as long as the message. */
enum trace_decoded trace_decode(struct trace_decoders *decoders, const bt_event *source, union trace_any *any);

#endif
