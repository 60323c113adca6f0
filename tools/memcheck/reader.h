/* SPDX-License-Identifier: MIT */
/* What the elements of memcheck's XML mean. */
#ifndef TLSCOPE_MEMCHECK_READER_H
#define TLSCOPE_MEMCHECK_READER_H

#include "memcheck.h"

/* A zeroed one is at the beginning of a file. Elements nest deeper only in what memcheck did not write. */
enum { READER_DEPTH = 16, READER_TEXT_BYTES = 1 << 16 };

struct reader {
    struct memcheck_file *file;
    unsigned tags[READER_DEPTH]; /* of the open elements */
    size_t depth;                /* may exceed READER_DEPTH: what is that deep is passed over */
    char *text;                  /* of the innermost element, from its beginning or its last child on */
    size_t length;
    bool in_error; /* otherwise stacks are of a message or of the crash */
    bool in_message;
    struct memcheck_suppression pair; /* of counts */
    uint64_t pair_unique;
};

void reader_begin(struct reader *reader, const char *name);
void reader_text(struct reader *reader, const char *text, size_t length);
void reader_end(struct reader *reader);

/* Frees what only reading needs. */
void reader_clear(struct reader *reader);

#endif
