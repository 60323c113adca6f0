/* SPDX-License-Identifier: MIT */
/* Writes a script, and what later events make of earlier ops. */
#ifndef TLSCOPE_REPLAY_WRITER_H
#define TLSCOPE_REPLAY_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "script.h"

struct writer {
    FILE *file;
    uint64_t length; /* bytes written */
    uint64_t calls;
    const char *text; /* the latest that was written; kept texts are equal when their pointers are */
    bool failed;      /* the file takes no more: errno of that in `error` */
    int error;
};

/* An op that may be changed after it was written. */
struct written_op {
    uint64_t offset; /* 0: not written */
    struct replay_op op;
};

/* A script in a file without a name in TMPDIR. False when it cannot be made (errno says why). */
bool writer_open(struct writer *writer);

void writer_op(struct writer *writer, struct replay_op op);

struct written_op writer_op_to_change(struct writer *writer, struct replay_op op);
void writer_change(struct writer *writer, const struct written_op *changed);

/* The flags of one, as nothing else of it is known any more. */
void writer_flag(struct writer *writer, uint64_t offset, uint8_t flags);

/* What is no op. */
void writer_bytes(struct writer *writer, const void *bytes, size_t count);

/* Places that follow the op before. */
void writer_places(struct writer *writer, const uint32_t *places, size_t count);

/* Makes `text`, a kept one, the text of the ops that follow. */
void writer_text(struct writer *writer, const char *text);

/* The file's descriptor at its beginning, for the player; -1 with errno when the script could not be written. */
int writer_finish(struct writer *writer, const struct replay_header *header);

#endif
