/* SPDX-License-Identifier: MIT */
/*
 * The lifetimes of a recording in order of birth. They become known when objects end; what does not fit into memory
 * waits in a file, sorted piecewise, and the pieces are merged at the end.
 */
#ifndef TLSCOPE_VIEW_OBJECT_ROWS_H
#define TLSCOPE_VIEW_OBJECT_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct object_row {
    uint64_t birth; /* ns since the recording's begin */
    uint64_t lifetime;
    uint64_t size;
    uint64_t address;
    uint64_t stream; /* one more than the handle; 0: not told */
    uint32_t number;
    uint32_t process; /* from 0 */
    uint32_t site;    /* these are rows and strings */
    uint32_t freed;
    uint32_t scope;
    uint32_t name;
    uint32_t thread;
    uint8_t kind;
    uint8_t end;
    uint8_t device;
    uint8_t verdict;
    bool leaked;
};

struct object_rows {
    struct object_row *rows; /* that are in no piece yet */
    size_t count;
    size_t most;
    FILE *file;
    struct object_piece *pieces;
    size_t piece_count;
    int error; /* errno of what failed first; 0: nothing has */
};

/* Keeps at most `most` rows in memory, as many as are quick to sort where that is 0. */
void object_rows_init(struct object_rows *rows, size_t most);
void object_rows_free(struct object_rows *rows);

void object_rows_add(struct object_rows *rows, const struct object_row *row);

/* Hands all rows to `take` in order of birth, then process and number. False, with errno, when rows could not be kept;
 * none may be added any more. */
bool object_rows_each(struct object_rows *rows, void (*take)(void *context, const struct object_row *row),
                      void *context);

#endif
