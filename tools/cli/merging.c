/* SPDX-License-Identifier: MIT */
#include "merging.h"

#include <stdio.h>

#include "reading.h"

static bool add_document(struct merged *merged, const struct document *document, const char *path)
{
    struct document_fault fault = {0};
    const bool added = merged_add(merged, document, path, &fault);
    if (!added) {
        reading_tell_fault(path, &fault);
    }
    return added;
}

static bool add(struct merged *merged, const char *path, enum trace_reader reader)
{
    struct document document;
    if (!reading_document(path, reader, &document)) {
        return false;
    }
    const bool added = add_document(merged, &document, path);
    document_free(&document);
    return added;
}

static bool finish(struct merged *merged)
{
    struct document_fault fault = {0};
    const bool finished = merged_finish(merged, &fault);
    if (!finished) {
        fprintf(stderr, "tlscope: %s\n", fault.text);
    }
    return finished;
}

bool merging_is_sound(const struct document *document, const char *path)
{
    struct merged *merged = merged_new();
    const bool sound = add_document(merged, document, path) && finish(merged);
    merged_free(merged);
    return sound;
}

struct merged *merging_read(char *const *paths, size_t count, enum trace_reader reader)
{
    struct merged *merged = merged_new();
    bool read = true;
    for (size_t i = 0; i < count && read; i++) {
        read = add(merged, paths[i], reader);
    }
    if (!read || !finish(merged)) {
        merged_free(merged);
        return NULL;
    }
    return merged;
}
