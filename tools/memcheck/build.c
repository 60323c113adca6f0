/* SPDX-License-Identifier: MIT */
#include "build.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum { FRAMES_MOST = 512, STACKS_MOST = 16, ITEMS_MOST = 1 << 20 };

/* Room for one more at the end of an array; how large it is follows from its count. */
static void *grown(void *array, size_t count, size_t item_bytes)
{
    const bool full = (count & (count - 1)) == 0;
    void *items = full || !array ? memory_resize(array, count > 0 ? count * 2 : 1, item_bytes) : array;
    memset((char *)items + count * item_bytes, 0, item_bytes);
    return items;
}

bool build_error(struct memcheck_file *file)
{
    if (file->error_count >= ITEMS_MOST) {
        return false;
    }
    file->errors = grown(file->errors, file->error_count, sizeof(*file->errors));
    file->errors[file->error_count++] = (struct memcheck_error){
        .kind = MEMCHECK_OTHER,
        .kind_name = memory_copy(""),
        .what = memory_copy(""),
        .count = 1,
        .final = file->finished,
        .message = file->message_count,
    };
    return true;
}

void build_error_drop(struct memcheck_file *file)
{
    build_error_clear(&file->errors[--file->error_count]);
}

bool build_message(struct memcheck_file *file)
{
    if (file->message_count >= ITEMS_MOST) {
        return false;
    }
    file->messages = grown(file->messages, file->message_count, sizeof(*file->messages));
    struct memcheck_message *message = &file->messages[file->message_count++];
    message->text = memory_copy("");
    message->stack.what = memory_copy("");
    return true;
}

void build_suppression(struct memcheck_file *file, struct memcheck_suppression suppression)
{
    if (file->suppression_count >= ITEMS_MOST) {
        free(suppression.name);
        return;
    }
    file->suppressions = grown(file->suppressions, file->suppression_count, sizeof(*file->suppressions));
    file->suppressions[file->suppression_count++] = suppression;
}

void build_sentence(struct memcheck_error *error, char *what)
{
    if (error->stack_count >= STACKS_MOST) {
        free(what);
        return;
    }
    error->stacks = grown(error->stacks, error->stack_count, sizeof(*error->stacks));
    error->stacks[error->stack_count++].what = what;
}

void build_stack(struct memcheck_error *error)
{
    const struct memcheck_stack *last = error->stack_count > 0 ? &error->stacks[error->stack_count - 1] : NULL;
    if (!last || last->count > 0 || last->what[0] == '\0') {
        build_sentence(error, memory_copy(""));
    }
}

void build_frame(struct memcheck_stack *stack)
{
    if (!stack || stack->count >= FRAMES_MOST) {
        return;
    }
    stack->frames = grown(stack->frames, stack->count, sizeof(*stack->frames));
    stack->frames[stack->count++] = (struct memcheck_frame){
        .object = memory_copy(""), .function = memory_copy(""), .folder = memory_copy(""), .file = memory_copy("")};
}
