/* SPDX-License-Identifier: MIT */
#include "duplicates.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

struct place {
    const unsigned char *trace; /* its UUID */
    struct trace_packet *packet;
    size_t rank; /* in the recording */
};

static int compare(uint64_t left, uint64_t right)
{
    return (left > right) - (left < right);
}

/* 0: both are the same packet. */
static int by_identity(const struct place *left, const struct place *right)
{
    const struct trace_packet *a = left->packet;
    const struct trace_packet *b = right->packet;
    const uint64_t pairs[][2] = {
        {a->stream, b->stream}, {a->instance, b->instance}, {a->begin, b->begin},
        {a->end, b->end},       {a->sequence, b->sequence}, {a->size, b->size},
    };
    int order = memcmp(left->trace, right->trace, 16);
    for (size_t i = 0; order == 0 && i < sizeof(pairs) / sizeof(*pairs); i++) {
        order = compare(pairs[i][0], pairs[i][1]);
    }
    return order;
}

static int by_identity_and_rank(const void *left, const void *right)
{
    const struct place *a = left;
    const struct place *b = right;
    const int order = by_identity(a, b);
    return order != 0 ? order : compare(a->rank, b->rank);
}

/* Of those that tell when they began: others cannot be told apart. */
static struct place *places_of(const struct recording *recording, size_t *count)
{
    struct place *places = NULL;
    *count = 0;
    for (size_t i = 0; i < recording->count; i++) {
        const struct trace_folder *folder = &recording->folders[i];
        for (size_t j = 0; j < folder->file_count; j++) {
            const struct trace_stream *stream = &folder->files[j].stream;
            places = memory_resize(places, *count + stream->count, sizeof(*places));
            for (size_t k = 0; k < stream->count; k++) {
                if (stream->packets[k].has_begin) {
                    places[*count] = (struct place){folder->layout->tsdl->uuid, &stream->packets[k], *count};
                    ++*count;
                }
            }
        }
    }
    return places;
}

static bool stream_drop(struct trace_stream *stream)
{
    size_t kept = 0;
    for (size_t i = 0; i < stream->count; i++) {
        if (!stream->packets[i].duplicate) {
            stream->packets[kept++] = stream->packets[i];
        }
    }
    const bool dropped = kept < stream->count;
    stream->count = kept;
    return dropped;
}

void duplicates_drop(struct recording *recording)
{
    size_t count;
    struct place *places = places_of(recording, &count);
    if (count > 0) {
        qsort(places, count, sizeof(*places), by_identity_and_rank);
    }
    for (size_t i = 1; i < count; i++) {
        places[i].packet->duplicate = by_identity(&places[i - 1], &places[i]) == 0;
    }
    free(places);
    for (size_t i = 0; i < recording->count; i++) {
        struct trace_folder *folder = &recording->folders[i];
        for (size_t j = 0; j < folder->file_count; j++) {
            folder->mend |= stream_drop(&folder->files[j].stream);
        }
    }
}
