/* SPDX-License-Identifier: MIT */
/* An op, played: the process-wide manager through the C ABI, others as objects. */
#include <stdlib.h>
#include <tl/abi.h>
#include <tl/pool.h>
#include <tl/tlscope.h>

#include "blocks.h"
#include "memory.h"

enum { SOME_ELEMENTS = 16, NO_DTYPE = 255 };

#define PLAY(name) static void play_##name(struct player *player, const struct replay_op *op)

/* Announces the statement that the recorded call was in. Inlined: a statement belongs to the frame that announces. */
static inline __attribute__((always_inline)) void announce(const struct player *player, const struct replay_op *op)
{
    if (op->site < player->header.sites) {
        const struct replay_statement *statement = &player->sites[op->site];
        tl_trace_mem(player->site_texts + statement->file, statement->line, statement->column,
                     player->site_texts + statement->tag);
    }
}

/* An op that is a call. */
#define PLAY_CALL(name)                                                                                                \
    static inline __attribute__((always_inline)) void call_##name(struct player *player, const struct replay_op *op);  \
    PLAY(name)                                                                                                         \
    {                                                                                                                  \
        announce(player, op);                                                                                          \
        call_##name(player, op);                                                                                       \
    }                                                                                                                  \
    static inline __attribute__((always_inline)) void call_##name(struct player *player, const struct replay_op *op)

static bool is_global(const struct player *player)
{
    return player->manager == 0;
}

/* The manager in use, made at its first call; the process-wide one where memory is out. */
static tlscope_manager *manager_of(const struct player *player)
{
    tlscope_manager **manager = &player->managers[player->manager];
    if (*manager == NULL) {
        *manager = tlscope_manager_new();
    }
    return *manager != NULL ? *manager : tlscope_manager_global();
}

static void *pointer_of(const struct player *player, const struct replay_op *op)
{
    return memory_at(player->memory, op->place);
}

/* A call that the ABI and a manager of its own both have. */
#define PLAY_BOTH(name, abi, object)                                                                                   \
    PLAY_CALL(name)                                                                                                    \
    {                                                                                                                  \
        if (is_global(player)) {                                                                                       \
            abi(pointer_of(player, op));                                                                               \
        } else {                                                                                                       \
            object(manager_of(player), pointer_of(player, op));                                                        \
        }                                                                                                              \
    }
PLAY_BOTH(unregister, tl_mem_unregister, tlscope_manager_unregister)
/* Of another manager's objects a forked child inherits. */
PLAY_BOTH(ptr_release, tl_ptr_release, (void)tlscope_manager_release_ptr)

/* One by which the manager counts the pointer. */
#define PLAY_COUNTS(name, abi, object)                                                                                 \
    PLAY_CALL(name)                                                                                                    \
    {                                                                                                                  \
        if (!blocks_count(player, manager_of(player), op)) {                                                           \
            return;                                                                                                    \
        }                                                                                                              \
        if (is_global(player)) {                                                                                       \
            abi(pointer_of(player, op));                                                                               \
        } else {                                                                                                       \
            object(manager_of(player), pointer_of(player, op));                                                        \
        }                                                                                                              \
    }
PLAY_COUNTS(register_struct, tl_mem_register_struct, tlscope_manager_register_struct)
PLAY_COUNTS(register_tensor, tl_mem_register_tensor, tlscope_manager_register_tensor)
PLAY_COUNTS(register_vec_ptr, tl_mem_register_vec_ptr, tlscope_manager_register_vec_ptr)
PLAY_COUNTS(ptr_acquire, tl_ptr_acquire, tlscope_manager_acquire_ptr)

/* A call of the ABI alone. */
#define PLAY_ABI(name, abi)                                                                                            \
    PLAY_CALL(name)                                                                                                    \
    {                                                                                                                  \
        abi(pointer_of(player, op));                                                                                   \
    }
PLAY_ABI(tensor_release, tl_tensor_release)

/* One that counts: the process-wide manager does. */
#define PLAY_ABI_COUNTS(name, call)                                                                                    \
    PLAY_CALL(name)                                                                                                    \
    {                                                                                                                  \
        if (blocks_count(player, player->managers[0], op)) {                                                           \
            call;                                                                                                      \
        }                                                                                                              \
    }
PLAY_ABI_COUNTS(register_ptr, tl_mem_register_ptr(pointer_of(player, op)))
PLAY_ABI_COUNTS(tensor_acquire, tl_tensor_acquire(pointer_of(player, op)))

/* Another manager's, which a forked child inherits, have no names. */
PLAY_CALL(register_struct_named)
{
    if (!blocks_count(player, manager_of(player), op)) {
        return;
    }
    if (is_global(player)) {
        tl_mem_register_struct_named(pointer_of(player, op), player->text);
    } else {
        tlscope_manager_register_struct(manager_of(player), pointer_of(player, op));
    }
}

/* A question, whose answer is in the trace alone. */
#define PLAY_QUESTION(name, abi)                                                                                       \
    PLAY_CALL(name)                                                                                                    \
    {                                                                                                                  \
        (void)player;                                                                                                  \
        (void)op;                                                                                                      \
        (void)abi();                                                                                                   \
    }
PLAY_QUESTION(get_pool_count, tl_get_pool_count)
PLAY_QUESTION(get_refcount_count, tl_get_refcount_count)
PLAY_QUESTION(get_scope_depth, tl_get_scope_depth)

PLAY_CALL(is_registered)
{
    (void)tlscope_manager_is_registered(manager_of(player), pointer_of(player, op));
}

PLAY_CALL(release_ptr)
{
    (void)tlscope_manager_release_ptr(manager_of(player), pointer_of(player, op));
}

PLAY_CALL(enter_scope)
{
    (void)op;
    if (is_global(player)) {
        tl_mem_enter_scope();
    } else {
        tlscope_manager_enter_scope(manager_of(player));
    }
}

PLAY_CALL(exit_scope)
{
    (void)op;
    if (is_global(player)) {
        tl_mem_exit_scope();
    } else {
        tlscope_manager_exit_scope(manager_of(player));
    }
}

/* Entering a function forgets what its frame announced before: the frame around it says this one. */
PLAY(function_enter)
{
    if (is_global(player)) {
        player->frames++;
        tl_mem_function_enter((int64_t)op->amount);
    } else {
        tlscope_manager_function_enter(manager_of(player), (size_t)op->amount);
    }
}

PLAY_CALL(function_exit)
{
    (void)op;
    if (is_global(player)) {
        memory_leave(player->memory, player->frames);
        player->frames -= player->frames > 0;
        tl_mem_function_exit();
    } else {
        tlscope_manager_function_exit(manager_of(player));
    }
}

PLAY_CALL(get_buffer)
{
    if (is_global(player)) {
        memory_lend(player->memory, op, tl_mem_get_buffer(op->number, (int64_t)op->amount), player->frames);
    } else {
        (void)tlscope_manager_get_buffer(manager_of(player), (size_t)op->number, (size_t)op->amount);
    }
}

PLAY_CALL(tensor_free)
{
    tlscope_tensor_free(manager_of(player), pointer_of(player, op));
}

PLAY_CALL(bad_tensor)
{
    (void)op;
    (void)tlscope_tensor_new(manager_of(player), SOME_ELEMENTS, NO_DTYPE, TLSCOPE_CPU);
}

/* What the pool should not have had goes back. */
PLAY_CALL(pool_miss)
{
    tlscope_pool *pool = tlscope_manager_pool(manager_of(player));
    tl_tensor *tensor = tlscope_pool_acquire(pool, (size_t)op->amount, op->dtype, op->device);
    if (tensor != NULL) {
        (void)tlscope_pool_release(pool, tensor, (size_t)op->amount, op->dtype, op->device);
    }
}

/* Of the pools that belong to no manager a trace tells little: one stands for all. */
static tlscope_pool *own_pool(void)
{
    static tlscope_pool *pool;
    pool = pool != NULL ? pool : tlscope_pool_new();
    return pool != NULL ? pool : tlscope_pool_global();
}

PLAY_CALL(pool_release)
{
    tlscope_pool *pool = op->flags & REPLAY_OWN ? own_pool() : tlscope_manager_pool(manager_of(player));
    const size_t elements = (size_t)op->amount + ((op->flags & REPLAY_BAD) != 0);
    blocks_pool(player, op);
    (void)tlscope_pool_release(pool, pointer_of(player, op), elements, op->dtype, op->device);
}

PLAY_CALL(pool_clear)
{
    tlscope_pool_clear(op->flags & REPLAY_OWN ? own_pool() : tlscope_manager_pool(manager_of(player)));
}

PLAY_CALL(mark)
{
    (void)op;
    tlscope_mark(player->text);
}

PLAY_CALL(keep)
{
    tlscope_keep(pointer_of(player, op));
}

PLAY_CALL(logged_alloc)
{
    tl_log_alloc(pointer_of(player, op), (int64_t)op->amount, player->text, op->number);
}

PLAY_CALL(logged_free)
{
    tl_log_free(pointer_of(player, op), player->text, op->number);
}

PLAY(manager)
{
    player->manager = op->number;
}

PLAY_CALL(manager_end)
{
    (void)op;
    if (!is_global(player)) {
        tlscope_manager_destroy(manager_of(player));
        player->managers[player->manager] = NULL;
    }
}

PLAY(text)
{
    free(player->text);
    player->text = script_take(player, op->amount);
}

PLAY(new_block)
{
    memory_make_block(player->memory, op);
}

PLAY_CALL(new_tensor)
{
    memory_make_tensor(player->memory, manager_of(player), op);
}

PLAY(fill)
{
    uint32_t *elements = script_take(player, op->amount * sizeof *elements);
    if (elements != NULL) {
        blocks_fill(player, op, elements);
    }
    free(elements);
}

PLAY(free)
{
    blocks_free(player, op->place);
}

PLAY(scribble)
{
    blocks_scribble(player, op->place);
}

PLAY(reachable)
{
    memory_reach(player->memory, op->place);
}

/* These two are the turns'. */
PLAY(thread)
{
    (void)player;
    (void)op;
}

PLAY(end)
{
    (void)player;
    (void)op;
}

void play_op(struct player *player, const struct replay_op *op)
{
    static void (*const plays[REPLAY_CODES])(struct player *, const struct replay_op *) = {
#define REPLAY_OP(name) play_##name,
#include "ops.def"
#undef REPLAY_OP
    };
    if (op->code == REPLAY_function_enter) {
        announce(player, op);
    }
    plays[op->code](player, op);
}
