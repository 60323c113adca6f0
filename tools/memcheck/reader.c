/* SPDX-License-Identifier: MIT */
#include "reader.h"

#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "memory.h"

enum tag {
    TAG_OTHER,
#define TAG(id, name) TAG_##id,
#include "tags.def"
};

static enum tag tag_of(const char *name)
{
    static const char *const names[] = {
        "",
#define TAG(id, name) name,
#include "tags.def"
    };
    for (unsigned i = 1; i < sizeof(names) / sizeof(*names); i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    return TAG_OTHER;
}

static bool is_in(const struct reader *reader, enum tag tag)
{
    return reader->depth >= 2 && reader->tags[reader->depth - 2] == tag;
}

/* The text of the innermost element without the space around it. */
static char *text_taken(struct reader *reader)
{
    size_t first = 0;
    while (first < reader->length && strchr(" \t\r\n", reader->text[first]) != NULL) {
        first++;
    }
    while (reader->length > first && strchr(" \t\r\n", reader->text[reader->length - 1]) != NULL) {
        reader->length--;
    }
    char *copy = memory_new(reader->length - first + 1);
    if (reader->length > first) {
        memcpy(copy, reader->text + first, reader->length - first);
    }
    return copy;
}

static void text_set(struct reader *reader, char **text)
{
    free(*text);
    *text = text_taken(reader);
}

/* Decimal, or hexadecimal after 0x. */
static uint64_t number_taken(struct reader *reader)
{
    char *text = text_taken(reader);
    const uint64_t number = strtoull(text, NULL, strncmp(text, "0x", 2) == 0 ? 16 : 10);
    free(text);
    return number;
}

static struct memcheck_error *error_now(const struct reader *reader)
{
    return reader->in_error ? &reader->file->errors[reader->file->error_count - 1] : NULL;
}

static struct memcheck_message *message_now(const struct reader *reader)
{
    return reader->in_message ? &reader->file->messages[reader->file->message_count - 1] : NULL;
}

static struct memcheck_stack *stack_now(const struct reader *reader)
{
    struct memcheck_error *error = error_now(reader);
    if (error) {
        return error->stack_count > 0 ? &error->stacks[error->stack_count - 1] : NULL;
    }
    return reader->in_message ? &message_now(reader)->stack : &reader->file->crashed;
}

static void frame_take(struct reader *reader, enum tag tag)
{
    struct memcheck_stack *stack = stack_now(reader);
    if (!stack || stack->count == 0) {
        return;
    }
    struct memcheck_frame *frame = &stack->frames[stack->count - 1];
    switch (tag) {
    case TAG_IP:
        frame->address = number_taken(reader);
        break;
    case TAG_LINE:
        frame->line = number_taken(reader);
        break;
    case TAG_OBJ:
        text_set(reader, &frame->object);
        break;
    case TAG_FN:
        text_set(reader, &frame->function);
        break;
    case TAG_DIR:
        text_set(reader, &frame->folder);
        break;
    case TAG_FILE:
        text_set(reader, &frame->file);
        break;
    default:
        break;
    }
}

static void kind_take(struct reader *reader, struct memcheck_error *error)
{
    text_set(reader, &error->kind_name);
    error->kind = memcheck_kind_of(error->kind_name);
}

static void aux_take(struct reader *reader, struct memcheck_error *error)
{
    char *what = text_taken(reader);
    if (!error->block.known) {
        error->block = memcheck_block_of(what);
    }
    build_sentence(error, what);
}

static void error_take(struct reader *reader, struct memcheck_error *error, enum tag tag)
{
    switch (tag) {
    case TAG_UNIQUE:
        error->unique = number_taken(reader);
        break;
    case TAG_TID:
        error->thread = number_taken(reader);
        break;
    case TAG_KIND:
        kind_take(reader, error);
        break;
    case TAG_WHAT:
        text_set(reader, &error->what);
        break;
    case TAG_AUXWHAT:
        aux_take(reader, error);
        break;
    default:
        break;
    }
}

/* What stands in an element of the error that has elements itself. */
static void error_inner_take(struct reader *reader, struct memcheck_error *error, enum tag tag)
{
    if (tag == TAG_TEXT && is_in(reader, TAG_XWHAT)) {
        text_set(reader, &error->what);
    } else if (tag == TAG_TEXT && is_in(reader, TAG_XAUXWHAT)) {
        aux_take(reader, error);
    } else if (tag == TAG_LEAKEDBYTES) {
        error->leaked_bytes = number_taken(reader);
    } else if (tag == TAG_LEAKEDBLOCKS) {
        error->leaked_blocks = number_taken(reader);
    }
}

static void message_take(struct reader *reader, struct memcheck_message *message, enum tag tag)
{
    if (tag == TAG_TID) {
        message->thread = number_taken(reader);
    } else if (tag == TAG_TEXT) {
        text_set(reader, &message->text);
    }
}

static void counts_end(struct reader *reader)
{
    struct memcheck_file *file = reader->file;
    for (size_t i = 0; is_in(reader, TAG_ERRORCOUNTS) && i < file->error_count; i++) {
        if (file->errors[i].unique == reader->pair_unique) {
            file->errors[i].count = reader->pair.count;
        }
    }
    if (is_in(reader, TAG_SUPPCOUNTS) && reader->pair.name) {
        build_suppression(file, reader->pair);
        reader->pair.name = NULL;
    }
    free(reader->pair.name);
    reader->pair = (struct memcheck_suppression){NULL, 0};
}

static void pair_take(struct reader *reader, enum tag tag)
{
    if (tag == TAG_COUNT) {
        reader->pair.count = number_taken(reader);
    } else if (tag == TAG_UNIQUE) {
        reader->pair_unique = number_taken(reader);
    } else if (tag == TAG_NAME) {
        text_set(reader, &reader->pair.name);
    }
}

static void process_take(struct reader *reader, enum tag tag)
{
    struct memcheck_file *file = reader->file;
    if (tag == TAG_PID) {
        file->pid = number_taken(reader);
    } else if (tag == TAG_PPID) {
        file->parent_pid = number_taken(reader);
    } else if (tag == TAG_TOOL) {
        text_set(reader, &file->tool);
    }
}

static void state_take(struct reader *reader)
{
    char *state = text_taken(reader);
    reader->file->finished = strcmp(state, "FINISHED") == 0;
    free(state);
}

static void error_begin_inner(struct reader *reader, enum tag tag)
{
    if (tag == TAG_STACK && is_in(reader, TAG_ERROR)) {
        build_stack(error_now(reader));
    }
}

void reader_begin(struct reader *reader, const char *name)
{
    const enum tag tag = tag_of(name);
    reader->length = 0;
    if (reader->depth >= READER_DEPTH) {
        reader->depth++;
        return;
    }
    reader->tags[reader->depth++] = tag;
    if (tag == TAG_ERROR && is_in(reader, TAG_VALGRINDOUTPUT)) {
        reader->in_error = build_error(reader->file);
    } else if (tag == TAG_CLIENTMSG && is_in(reader, TAG_VALGRINDOUTPUT)) {
        reader->in_message = build_message(reader->file);
    } else if (tag == TAG_FRAME && is_in(reader, TAG_STACK)) {
        build_frame(stack_now(reader));
    } else if (reader->in_error) {
        error_begin_inner(reader, tag);
    }
}

void reader_text(struct reader *reader, const char *text, size_t length)
{
    const size_t room = READER_TEXT_BYTES - reader->length;
    const size_t taken = length < room ? length : room;
    if (!reader->text) {
        reader->text = memory_new(READER_TEXT_BYTES);
    }
    memcpy(reader->text + reader->length, text, taken);
    reader->length += taken;
}

static void take(struct reader *reader, enum tag tag)
{
    if (is_in(reader, TAG_FRAME)) {
        frame_take(reader, tag);
    } else if (reader->in_error && is_in(reader, TAG_ERROR)) {
        error_take(reader, error_now(reader), tag);
    } else if (reader->in_error) {
        error_inner_take(reader, error_now(reader), tag);
    } else if (reader->in_message && is_in(reader, TAG_CLIENTMSG)) {
        message_take(reader, message_now(reader), tag);
    } else if (is_in(reader, TAG_PAIR)) {
        pair_take(reader, tag);
    } else if (tag == TAG_PAIR) {
        counts_end(reader);
    } else if (tag == TAG_SIGNAME && is_in(reader, TAG_FATAL_SIGNAL)) {
        text_set(reader, &reader->file->fatal);
    } else if (tag == TAG_STATE) {
        state_take(reader);
    } else if (tag == TAG_EXE && is_in(reader, TAG_ARGV)) {
        text_set(reader, &reader->file->program);
    } else if (is_in(reader, TAG_VALGRINDOUTPUT)) {
        process_take(reader, tag);
    }
}

void reader_end(struct reader *reader)
{
    if (reader->depth > READER_DEPTH) {
        reader->depth--;
        reader->length = 0;
        return;
    }
    const enum tag tag = reader->tags[reader->depth - 1];
    take(reader, tag);
    reader->in_error = reader->in_error && !(tag == TAG_ERROR && is_in(reader, TAG_VALGRINDOUTPUT));
    reader->in_message = reader->in_message && !(tag == TAG_CLIENTMSG && is_in(reader, TAG_VALGRINDOUTPUT));
    reader->depth--;
    reader->length = 0;
}

void reader_clear(struct reader *reader)
{
    free(reader->text);
    free(reader->pair.name);
}
