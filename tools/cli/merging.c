/* SPDX-License-Identifier: MIT */
#include "merging.h"

#include <stdio.h>

#include "reading.h"

static bool add(struct merged *merged, const char *path, enum trace_reader reader)
{
    struct document_fault fault = {0};
    struct document document;
    if (!reading_document(path, reader, &document)) {
        return false;
    }
    bool added = merged_add(merged, &document, path, &fault);
    document_free(&document);
    if (!added) {
        reading_tell_fault(path, &fault);
    }
    return added;
}

struct merged *merging_read(char *const *paths, size_t count, enum trace_reader reader)
{
    struct merged *merged = merged_new();
    struct document_fault fault = {0};
    bool read = true;
    for (size_t i = 0; i < count && read; i++) {
        read = add(merged, paths[i], reader);
    }
    if (read && !merged_finish(merged, &fault)) {
        fprintf(stderr, "tlscope: %s\n", fault.text);
        read = false;
    }
    if (!read) {
        merged_free(merged);
        merged = NULL;
    }
    return merged;
}
