/* SPDX-License-Identifier: MIT */
#include "writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool writer_open(struct writer *writer)
{
    const char *folder = getenv("TMPDIR");
    char *path = NULL;
    *writer = (struct writer){.length = sizeof(struct replay_header)};
    if (asprintf(&path, "%s/tlscope-replay-XXXXXX", folder != NULL && folder[0] != '\0' ? folder : "/tmp") < 0) {
        return false;
    }
    int descriptor = mkstemp(path);
    if (descriptor >= 0) {
        unlink(path);
        writer->file = fdopen(descriptor, "w");
    }
    free(path);
    static const struct replay_header none;
    return writer->file != NULL && fwrite(&none, sizeof none, 1, writer->file) == 1;
}

void writer_bytes(struct writer *writer, const void *bytes, size_t count)
{
    if (count != 0 && !writer->failed && fwrite(bytes, 1, count, writer->file) != count) {
        writer->failed = true;
        writer->error = errno;
    }
    writer->length += count;
}

void writer_op(struct writer *writer, struct replay_op op)
{
    writer_bytes(writer, &op, sizeof op);
    writer->calls += op.code >= REPLAY_enter_scope;
}

struct written_op writer_op_to_change(struct writer *writer, struct replay_op op)
{
    struct written_op written = {writer->length, op};
    writer_op(writer, op);
    return written;
}

static void write_at(struct writer *writer, const void *bytes, size_t count, uint64_t offset)
{
    if (!writer->failed &&
        (fflush(writer->file) != 0 || pwrite(fileno(writer->file), bytes, count, (off_t)offset) != (ssize_t)count)) {
        writer->failed = true;
        writer->error = errno;
    }
}

void writer_change(struct writer *writer, const struct written_op *changed)
{
    if (changed->offset != 0) {
        write_at(writer, &changed->op, sizeof changed->op, changed->offset);
    }
}

void writer_flag(struct writer *writer, uint64_t offset, uint8_t flags)
{
    write_at(writer, &flags, sizeof flags, offset + offsetof(struct replay_op, flags));
}

/* Ops are found at multiples of their size. */
static void pad(struct writer *writer, size_t bytes)
{
    static const char zeroes[sizeof(struct replay_op)];
    const size_t over = bytes % sizeof(struct replay_op);
    writer_bytes(writer, zeroes, over == 0 ? 0 : sizeof zeroes - over);
}

void writer_places(struct writer *writer, const uint32_t *places, size_t count)
{
    writer_bytes(writer, places, count * sizeof *places);
    pad(writer, count * sizeof *places);
}

void writer_text(struct writer *writer, const char *text)
{
    if (text == writer->text) {
        return;
    }
    const size_t length = strlen(text) + 1;
    writer->text = text;
    writer_op(writer, (struct replay_op){.code = REPLAY_text, .amount = length});
    writer_bytes(writer, text, length);
    pad(writer, length);
}

int writer_finish(struct writer *writer, const struct replay_header *header)
{
    const int descriptor = fileno(writer->file);
    if (writer->failed) {
        errno = writer->error;
        return -1;
    }
    if (fflush(writer->file) != 0 || pwrite(descriptor, header, sizeof *header, 0) != (ssize_t)sizeof *header ||
        lseek(descriptor, 0, SEEK_SET) != 0) {
        return -1;
    }
    return descriptor;
}
