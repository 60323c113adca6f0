/* SPDX-License-Identifier: MIT */
#include "replay.h"

#include <stdio.h>
#include <string.h>
#include <tl/tensor.h>

#include "pace.h"

typedef bool (*replay_line)(const struct replay *replay, const struct log_line *line);

static bool fail(const struct log_line *line, const char *what)
{
    fprintf(stderr, "player: line %u: p%u: %s\n", line->line, line->object, what);
    return false;
}

static bool enter_scope(const struct replay *replay, const struct log_line *line)
{
    (void)replay;
    (void)line;
    tl_mem_enter_scope();
    return true;
}

static bool exit_scope(const struct replay *replay, const struct log_line *line)
{
    (void)replay;
    (void)line;
    tl_mem_exit_scope();
    return true;
}

static bool register_struct(const struct replay *replay, const struct log_line *line)
{
    tl_mem_register_struct(memory_place(replay->memory, line->object));
    return true;
}

static bool register_tensor(const struct replay *replay, const struct log_line *line)
{
    tl_mem_register_tensor(memory_place(replay->memory, line->object));
    return true;
}

static bool unregister(const struct replay *replay, const struct log_line *line)
{
    tl_mem_unregister(memory_place(replay->memory, line->object));
    return true;
}

static bool ptr_acquire(const struct replay *replay, const struct log_line *line)
{
    tl_ptr_acquire(memory_place(replay->memory, line->object));
    return true;
}

static bool tensor_acquire(const struct replay *replay, const struct log_line *line)
{
    tl_tensor_acquire(memory_place(replay->memory, line->object));
    return true;
}

static bool ptr_release(const struct replay *replay, const struct log_line *line)
{
    tl_ptr_release(memory_place(replay->memory, line->object));
    return true;
}

static bool tensor_release(const struct replay *replay, const struct log_line *line)
{
    tl_tensor_release(memory_place(replay->memory, line->object));
    return true;
}

static bool release_ptr(const struct replay *replay, const struct log_line *line)
{
    bool found = tlscope_manager_release_ptr(tlscope_manager_global(), memory_place(replay->memory, line->object));
    if (replay->check != NULL && line->result >= 0 && found != (line->result == 1))
        return fail(line, found ? "release_ptr found it, by the log not" : "release_ptr did not find it");
    return true;
}

static bool new_tensor(const struct replay *replay, const struct log_line *line)
{
    bool pooled = false;
    tl_tensor *tensor = memory_new_tensor(replay->memory, line->object, (size_t)line->bytes / sizeof(float), &pooled);
    if (tensor == NULL)
        return fail(line, "no memory for the tensor");
    if (replay->work)
        memset(tlscope_tensor_data(tensor), 0, tlscope_tensor_bytes(tensor));
    if (replay->check == NULL)
        return true;
    uint32_t expected = check_take_pooled(replay->check, line);
    if (pooled != (expected != 0))
        return fail(line, pooled ? "came out of a pool that has none by the log" : "the pool had none of its key");
    if (pooled && !replay->pool_moves && tensor != memory_place(replay->memory, expected))
        return fail(line, "is not the newest of its key in the pool");
    return true;
}

static bool new_block(const struct replay *replay, const struct log_line *line)
{
    void *block = memory_new_block(replay->memory, line->object, (size_t)line->bytes);
    if (block == NULL)
        return fail(line, "no memory for the block");
    if (replay->work)
        memset(block, 0, (size_t)line->bytes);
    return true;
}

static bool new_memory(const struct replay *replay, const struct log_line *line)
{
    return replay->log->is_tensor[line->object] ? new_tensor(replay, line) : new_block(replay, line);
}

static bool destroy(const struct replay *replay, const struct log_line *line)
{
    return memory_destroy_later(replay->memory, line->object) || fail(line, "no memory");
}

/* `# pooled` is the runtime's act, `# tensor_free` is made of the calls that follow it, and what the program frees
 * is kept until the end. */
static bool nothing(const struct replay *replay, const struct log_line *line)
{
    (void)replay;
    (void)line;
    return true;
}

static const replay_line lines[LOG_OP_COUNT] = {
    [LOG_ENTER_SCOPE] = enter_scope,
    [LOG_EXIT_SCOPE] = exit_scope,
    [LOG_REGISTER_STRUCT] = register_struct,
    [LOG_REGISTER_TENSOR] = register_tensor,
    [LOG_UNREGISTER] = unregister,
    [LOG_PTR_ACQUIRE] = ptr_acquire,
    [LOG_TENSOR_ACQUIRE] = tensor_acquire,
    [LOG_PTR_RELEASE] = ptr_release,
    [LOG_TENSOR_RELEASE] = tensor_release,
    [LOG_RELEASE_PTR] = release_ptr,
    [LOG_NEW] = new_memory,
    [LOG_POOLED] = nothing,
    [LOG_DESTROY] = destroy,
    [LOG_FREE] = nothing,
    [LOG_TENSOR_FREE] = nothing,
};

/* What a release_ptr frees stands before its line: until it is made, the counters lag behind the log. */
static bool counters_are_due(const struct log_line *line)
{
    return line->op < LOG_CALL_COUNT && line->op != LOG_RELEASE_PTR;
}

/* What the program did before a call, in time; *time is that of the call before. */
static void work_until(const struct replay *replay, const struct log_line *line, int64_t *time)
{
    if (*time != 0 && line->time > *time)
        pace_work((uint64_t)((double)(line->time - *time) * 1e-3 * replay->pace));
    *time = line->time;
}

bool replay_run(const struct replay *replay)
{
    int64_t time = 0;
    for (size_t i = 0; i < replay->log->count; i++) {
        const struct log_line *line = &replay->log->lines[i];
        if (replay->check != NULL && counters_are_due(line) && !check_counters(replay->check))
            return false;
        if (replay->pace > 0 && line->op < LOG_CALL_COUNT)
            work_until(replay, line, &time);
        if (!lines[line->op](replay, line))
            return false;
        if (replay->check != NULL)
            check_apply(replay->check, line);
    }
    return replay->check == NULL || check_counters(replay->check);
}
