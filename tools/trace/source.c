/* SPDX-License-Identifier: MIT */
#include "source.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"

/* Shared by all streams, however many there are. */
enum { EVENT_BYTES = 32 << 20, WINDOW_BYTES = 32 << 20 };

static size_t clamp(size_t value, size_t least, size_t most)
{
    return value < least ? least : value > most ? most : value;
}

/* As libbabeltrace2 orders events of the same time. */
static int by_stream(const void *left, const void *right)
{
    const struct source *a = left;
    const struct source *b = right;
    const struct trace_packet *first = a->reader.file->stream.packets;
    const struct trace_packet *second = b->reader.file->stream.packets;
    const int uuid = memcmp(a->reader.folder->layout->tsdl->uuid, b->reader.folder->layout->tsdl->uuid, 16);
    if (uuid != 0) {
        return uuid;
    }
    if (first->stream != second->stream) {
        return first->stream < second->stream ? -1 : 1;
    }
    if (first->instance != second->instance) {
        return first->instance < second->instance ? -1 : 1;
    }
    const int path = strcmp(a->reader.folder->path, b->reader.folder->path);
    return path != 0 ? path : strcmp(a->reader.file->name, b->reader.file->name);
}

static bool has_events(const struct trace_folder *folder, const struct trace_file *file)
{
    return folder->layout && !folder->layout->fault[0] && file->stream.count > 0;
}

static size_t streams_of(const struct recording *recording)
{
    size_t count = 0;
    for (size_t i = 0; i < recording->count; i++) {
        for (size_t j = 0; j < recording->folders[i].file_count; j++) {
            count += has_events(&recording->folders[i], &recording->folders[i].files[j]);
        }
    }
    return count;
}

static void source_init(struct source *source, size_t rank, size_t streams)
{
    const size_t events = clamp(EVENT_BYTES / (sizeof(struct decoded) * SOURCE_BATCHES * streams), 16, 1024);
    source->rank = rank;
    for (size_t i = 0; i < SOURCE_BATCHES; i++) {
        batch_init(&source->batches[i], events);
    }
}

void sources_open(struct sources *sources, const struct recording *recording)
{
    const size_t found = streams_of(recording);
    const size_t streams = found > 0 ? found : 1;
    *sources = (struct sources){.list = memory_new(streams * sizeof(struct source))};
    for (size_t i = 0; i < recording->count; i++) {
        for (size_t j = 0; j < recording->folders[i].file_count; j++) {
            if (has_events(&recording->folders[i], &recording->folders[i].files[j])) {
                stream_reader_init(&sources->list[sources->count++].reader, &recording->folders[i],
                                   &recording->folders[i].files[j], clamp(WINDOW_BYTES / streams, 16384, 262144));
            }
        }
    }
    qsort(sources->list, sources->count, sizeof(*sources->list), by_stream);
    for (size_t i = 0; i < sources->count; i++) {
        source_init(&sources->list[i], i, streams);
    }
    pthread_mutex_init(&sources->lock, NULL);
    pthread_cond_init(&sources->filled, NULL);
    pthread_cond_init(&sources->emptied, NULL);
}

/* The stream whose events are the nearest to run out, NULL when there is none to decode now. */
static struct source *neediest(const struct sources *sources)
{
    struct source *found = NULL;
    for (size_t i = 0; i < sources->count; i++) {
        struct source *source = &sources->list[i];
        if (!source->busy && !source->ended && source->filled < SOURCE_BATCHES &&
            (!found || source->filled < found->filled)) {
            found = source;
        }
    }
    return found;
}

static struct batch *batch_to_fill(struct source *source)
{
    return &source->batches[(source->first + source->filled) % SOURCE_BATCHES];
}

/* With the lock, which is given back meanwhile. */
static void batch_fill(struct sources *sources, struct source *source)
{
    struct batch *batch = batch_to_fill(source);
    source->busy = true;
    pthread_mutex_unlock(&sources->lock);
    stream_reader_fill(&source->reader, batch);
    pthread_mutex_lock(&sources->lock);
    source->busy = false;
    source->filled++;
    source->ended = batch->last;
}

static void *work(void *context)
{
    struct sources *sources = context;
    pthread_mutex_lock(&sources->lock);
    while (!sources->stop) {
        struct source *source = neediest(sources);
        if (!source) {
            pthread_cond_wait(&sources->emptied, &sources->lock);
            continue;
        }
        batch_fill(sources, source);
        pthread_cond_signal(&sources->filled);
    }
    pthread_mutex_unlock(&sources->lock);
    return NULL;
}

void sources_start(struct sources *sources)
{
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    const size_t wanted = clamp(processors > 1 ? (size_t)processors - 1 : 0, 0,
                                sources->count < SOURCE_WORKERS_MAX ? sources->count : SOURCE_WORKERS_MAX);
    while (sources->worker_count < wanted &&
           pthread_create(&sources->workers[sources->worker_count], NULL, work, sources) == 0) {
        sources->worker_count++;
    }
}

void sources_stop(struct sources *sources)
{
    pthread_mutex_lock(&sources->lock);
    sources->stop = true;
    pthread_cond_broadcast(&sources->emptied);
    pthread_mutex_unlock(&sources->lock);
    for (unsigned i = 0; i < sources->worker_count; i++) {
        pthread_join(sources->workers[i], NULL);
    }
    sources->worker_count = 0;
}

void sources_close(struct sources *sources)
{
    for (size_t i = 0; i < sources->count; i++) {
        for (size_t j = 0; j < SOURCE_BATCHES; j++) {
            batch_free(&sources->list[i].batches[j]);
        }
        stream_reader_free(&sources->list[i].reader);
    }
    pthread_mutex_destroy(&sources->lock);
    pthread_cond_destroy(&sources->filled);
    pthread_cond_destroy(&sources->emptied);
    free(sources->list);
}

/* With the lock: gives the batch back that was taken last, if one was. */
static void give_back(struct sources *sources, struct source *source)
{
    if (source->batch) {
        source->batch = NULL;
        source->first = (source->first + 1) % SOURCE_BATCHES;
        source->filled--;
        if (source->filled <= SOURCE_BATCHES / 2) {
            pthread_cond_signal(&sources->emptied);
        }
    }
}

/* With the lock: sees to it that a batch is filled, unless the stream has ended. */
static void await(struct sources *sources, struct source *source)
{
    while (source->filled == 0 && source->busy) {
        pthread_cond_wait(&sources->filled, &sources->lock);
    }
    if (source->filled == 0 && !source->ended) {
        batch_fill(sources, source);
        pthread_cond_signal(&sources->emptied); /* a worker that came meanwhile found the stream busy */
    }
}

bool source_forward(struct sources *sources, struct source *source, uint64_t *unknown)
{
    pthread_mutex_lock(&sources->lock);
    do {
        give_back(sources, source);
        await(sources, source);
        source->batch = source->filled > 0 ? &source->batches[source->first] : NULL;
        source->at = 0;
        *unknown += source->batch ? source->batch->unknown : 0;
    } while (source->batch && source->batch->count == 0);
    pthread_mutex_unlock(&sources->lock);
    return source->batch != NULL;
}
