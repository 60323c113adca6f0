/* SPDX-License-Identifier: MIT */
/* Calls made in short, and references counted in the table of addresses alone, come out as calls made whole. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <tl/abi.h>

#include "manager/calls.h"
#include "manager/quick.h"
#include "recorder.h"

#define HERE ((struct caller){__builtin_return_address(0), (uintptr_t)__builtin_frame_address(0)})

enum { BLOCKS = 7, STEPS = 100000, SLOTS_MOST = 20 };

static char blocks[BLOCKS][32]; /* not malloc's: counted, never freed */
static tlscope_manager *open;   /* whose calls nobody is told of */
static tlscope_manager *looked_at;
static uint32_t quick; /* calls made in short */

static uint32_t draw(uint32_t below)
{
    static uint32_t seed = 4711;
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static int set_up(void **state)
{
    (void)state;
    open = tlscope_manager_new();
    looked_at = tlscope_manager_new();
    runtime.options.diagnostics = 0;
    return open == NULL || looked_at == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    assert_true(objects_are_valid(&open->objects));
    tlscope_manager_destroy(open);
    tlscope_manager_destroy(looked_at);
    return 0;
}

/* One call on each of both managers. */
struct step {
    uint32_t what;
    void *block;
    int64_t slot; /* of a buffer, or how many */
    int64_t bytes;
};

/* As the exported functions do. */
static bool done_in_short(tlscope_manager *manager, const struct step *step, struct key_map_slot **found)
{
    void *buffer;
    switch (step->what) {
    case 0:
        return quick_enter_scope(manager, HERE.address);
    case 1:
        return quick_exit_scope(manager);
    case 5:
    case 6:
    case 7:
    case 8:
        return quick_acquire(manager, TL_EVENT_ptr_acquire, step->block);
    case 9:
    case 10:
    case 11:
    case 12:
        return quick_release(manager, TL_EVENT_ptr_release, step->block, found);
    case 13:
        return quick_function_enter(manager, step->slot, HERE.address);
    case 14:
        return quick_function_exit(manager);
    case 15:
    case 16:
    case 17:
        return quick_get_buffer(manager, step->slot, step->bytes, &buffer);
    default:
        return false;
    }
}

static __attribute__((noinline)) bool do_whole(tlscope_manager *manager, const struct step *step,
                                               struct key_map_slot *found)
{
    switch (step->what) {
    case 0:
        call_enter_scope(manager, HERE);
        return true;
    case 1:
        call_exit_scope(manager, HERE);
        return true;
    case 2:
    case 3:
        call_register(manager, TL_EVENT_register_struct, step->block, NULL, HERE);
        return true;
    case 4:
        call_unregister(manager, step->block, HERE);
        return true;
    case 5:
    case 6:
    case 7:
    case 8:
        call_acquire(manager, TL_EVENT_ptr_acquire, step->block, HERE);
        return true;
    case 13:
        call_function_enter(manager, step->slot, HERE);
        return true;
    case 14:
        call_function_exit(manager, HERE);
        return true;
    case 15:
    case 16:
    case 17:
        return call_get_buffer(manager, step->slot, step->bytes, HERE) != NULL;
    default:
        return call_release_at(manager, TL_EVENT_ptr_release, step->block, found, HERE);
    }
}

/* Of all codes and places. */
static uint64_t misuse_found(void)
{
    uint64_t found = 0;
    for (uint32_t i = 1; i <= runtime.repeats.slab.used; i++)
        found += ((const struct repeat *)slab_item(&runtime.repeats.slab, i))->count;
    return found;
}

struct done {
    bool result;
    uint64_t misuse;
};

/* All calls come from one place. */
static __attribute__((noinline)) struct done do_step(tlscope_manager *manager, const struct step *step)
{
    struct key_map_slot *found = NULL;
    const uint64_t calls = runtime.calls;
    const uint64_t misuse = misuse_found();
    thread_is_quiet = thread_self()->announced.silent = manager == open;
    thread_self()->announced.pending_count = 0;
    const bool in_short = done_in_short(manager, step, &found);
    assert_false(in_short && manager == looked_at);
    const bool result = in_short || do_whole(manager, step, found);
    assert_int_equal(runtime.calls, calls + 1);
    assert_null(runtime.lock.inside);
    quick += in_short;
    return (struct done){result, misuse_found() - misuse};
}

/* Scopes, frames and buffers are the same ones. */
static void compare_frames(void)
{
    const struct frames *left = &open->frames;
    const struct frames *right = &looked_at->frames;
    const uint32_t depth = scopes_depth(&open->scopes);
    assert_int_equal(depth, scopes_depth(&looked_at->scopes));
    assert_int_equal(scope_top(&open->scopes)->thread, scope_top(&looked_at->scopes)->thread);
    assert_int_equal(open->scopes.records.count, looked_at->scopes.records.count);
    assert_int_equal(frames_count(left), frames_count(right));
    assert_int_equal(left->slots.count, right->slots.count);
    assert_int_equal(left->deferred.count, right->deferred.count);
    if (frames_count(left) == 0)
        return;
    assert_int_equal(frame_top(left)->depth, frame_top(right)->depth);
    assert_int_equal(frame_slots(left), frame_slots(right));
    for (uint32_t i = 0; i < frame_slots(left); i++)
        assert_int_equal(frame_slot(left, i)->bytes, frame_slot(right, i)->bytes);
}

/* Looks at the object, which closes it. */
static void compare(const void *block)
{
    const uint32_t indices[] = {objects_find(&open->objects, block), objects_find(&looked_at->objects, block)};
    assert_int_equal(indices[0] == 0, indices[1] == 0);
    if (indices[0] == 0)
        return;
    const struct object *left = object_at(&open->objects, indices[0]);
    const struct object *right = object_at(&looked_at->objects, indices[1]);
    assert_int_equal(left->state, right->state);
    assert_int_equal(left->count, right->count);
    if (left->state == OBJECT_LIVE) {
        assert_int_equal(left->records, right->records);
        assert_int_equal(left->moved, right->moved);
    }
}

static bool is_open(const void *block)
{
    const struct key_map_slot *slot = key_map_slot(&open->objects.by_address, ~(uint64_t)(uintptr_t)block);
    return slot != NULL && slot->note != 0;
}

/* Steps that move references and give them back: what can have moved follows the count down. */
static const uint32_t moving[] = {3, 3, 4, 4, 9};

static void states_agree(void **state)
{
    (void)state;
    uint32_t seen_open = 0;
    quick = 0;
    for (int step = 0; step < 2 * STEPS; step++) {
        void *block = blocks[draw(BLOCKS)];
        const struct step next = {
            .what = step < STEPS ? moving[draw(sizeof moving / sizeof moving[0])] : draw(18),
            .block = block,
            .slot = (int64_t)draw(SLOTS_MOST) - 1,
            .bytes = 32 * (int64_t)draw(SLOTS_MOST) - 32,
        };
        const struct done left = do_step(open, &next);
        const struct done right = do_step(looked_at, &next);
        assert_int_equal(left.result, right.result);
        assert_int_equal(left.misuse, right.misuse);
        assert_int_equal(open->objects.counted, looked_at->objects.counted);
        seen_open += is_open(block);
        if (draw(8) == 0)
            compare(block);
        compare_frames();
    }
    for (int i = 0; i < BLOCKS; i++)
        compare(blocks[i]);
    assert_true(seen_open > STEPS / 16);
    assert_true(quick > STEPS / 8 || !runtime.lock.can_be_owned);
}

/* Misuse that only a look at the object shows is told of all the same. */
static void a_count_does_not_overflow(void **state)
{
    (void)state;
    const struct step acquire = {.what = 5, .block = blocks[0]};
    call_register(open, TL_EVENT_register_struct, blocks[0], NULL, HERE);
    do_step(open, &acquire);
    assert_true(is_open(blocks[0]));
    key_map_slot(&open->objects.by_address, ~(uint64_t)(uintptr_t)blocks[0])->note = OBJECT_OPEN_MOST;
    for (int i = 0; i < 3; i++)
        do_step(open, &acquire);
    struct object *object = object_at(&open->objects, objects_find(&open->objects, blocks[0]));
    assert_int_equal(object->count, (uint32_t)OBJECT_OPEN_MOST + 3);
    object->count = UINT32_MAX;
    do_step(open, &acquire);
    assert_int_equal(object->count, UINT32_MAX);
    assert_false(is_open(blocks[0]));
    object->count = 1;
}

/* A program that takes a slot buffer for a struct of its own: its block is freed once, which is told. */
static void a_registered_buffer_is_freed_once(void **state)
{
    (void)state;
    const struct step enter = {.what = 13, .slot = 2};
    const struct step make = {.what = 15, .slot = 1, .bytes = 64};
    const struct step leave = {.what = 14};
    for (int i = 0; i < 3; i++)
        do_step(open, &enter); /* from a place that is known, with the lock owned */
    do_step(open, &make);
    void *buffer = buffer_address(frame_slot(&open->frames, 1));
    quick = 0;
    call_register(open, TL_EVENT_register_struct, buffer, NULL, HERE);
    call_acquire(open, TL_EVENT_ptr_acquire, buffer, HERE);
    call_exit_scope(open, HERE);
    call_enter_scope(open, HERE);
    assert_int_equal(do_step(open, &leave).misuse, 1);
    assert_int_equal(quick, 0);
    do_step(open, &enter);
    quick = 0;
    do_step(open, &leave);
    assert_true(quick == 1 || !runtime.lock.can_be_owned);
}

static __attribute__((noinline)) void acquire(void)
{
    tl_ptr_acquire(blocks[1]);
    __asm__ volatile(""); /* no jump to it, so that all calls come from here */
}

/* From further in, so that no statement is left when it returns. */
static __attribute__((noinline)) void announce(void)
{
    volatile char deeper[256];
    deeper[0] = 0;
    tl_trace_mem("model.tl", 1, 1, "let");
    deeper[1] = deeper[0];
}

struct seen {
    bool quiet;
    uint64_t misuse;
    bool own; /* the scope that it entered */
};

/* It announces once and then only makes calls that others have made there: nothing has asked for its number yet. */
static void *acquire_much(void *context)
{
    struct seen *seen = context;
    announce();
    for (int i = 0; i < 2 * UNANNOUNCED_MOST; i++)
        acquire();
    seen->quiet = thread_is_quiet;
    const uint64_t misuse = misuse_found();
    tl_mem_exit_scope();
    seen->misuse = misuse_found() - misuse;
    tl_mem_enter_scope();
    seen->own = scope_top(&global_manager.scopes)->thread == runtime_thread();
    tl_mem_exit_scope();
    return NULL;
}

static void a_quiet_thread_is_known(void **state)
{
    pthread_t thread;
    struct seen seen = {0};
    (void)state;
    acquire();
    runtime.lock.candidate = NULL; /* as if this thread had ended, so that the other may own the lock */
    assert_int_equal(pthread_create(&thread, NULL, acquire_much, &seen), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(seen.quiet);
    assert_int_equal(seen.misuse, 1);
    assert_true(seen.own);
    assert_int_equal(tl_get_scope_depth(), 1);
}

/* What the runtime's own malloc shows to be freed is told of, and not freed again. */
static void a_buffer_takes_over_a_freed_struct(void **state)
{
    (void)state;
    enum { ODD_BYTES = 936 };
    const struct step enter = {.what = 13, .slot = 1};
    const struct step make = {.what = 15, .slot = 0, .bytes = ODD_BYTES};
    for (int i = 0; i < 3; i++)
        do_step(open, &enter);
    void *block = malloc(ODD_BYTES);
    const volatile uint64_t key = ~(uint64_t)(uintptr_t)block; /* told before the block is freed */
    call_register(open, TL_EVENT_register_struct, block, NULL, HERE);
    free(block);
    const struct done done = do_step(open, &make);
    const bool same = frame_slot(&open->frames, 0)->hidden == key; /* not with a malloc that waits */
    const uint32_t left = key_map_find(&open->objects.by_address, key);
    assert_int_equal(done.misuse, same);
    assert_int_equal(left == 0, same);
    if (left != 0) /* or it would be freed again */
        object_at(&open->objects, left)->owner = TL_OWNER_FOREIGN;
}

/* More blocks than a call in short has room for. */
static void many_buffers_are_freed_whole(void **state)
{
    (void)state;
    const struct step leave = {.what = 14};
    for (int64_t slots = 1; slots <= QUICK_SLOTS + 1; slots += QUICK_SLOTS) {
        do_step(open, &(struct step){.what = 13, .slot = slots});
        for (int64_t i = 0; i <= QUICK_SLOTS; i++)
            do_step(open, &(struct step){.what = 15, .slot = slots == 1 ? 0 : i, .bytes = 32 * (i + 1)});
        quick = 0;
        do_step(open, &leave);
        assert_int_equal(quick, 0);
    }
}

/* Where the context is recorded and the release is not, what the release has to tell is told in its own context. */
static void misuse_stands_in_its_context(void **state)
{
    (void)state;
    static const int off;
    const struct trace usual = trace;
    const struct step twice = {.what = 9, .block = blocks[2]};
    call_register(open, TL_EVENT_register_struct, blocks[2], NULL, HERE);
    for (int i = 0; i < 1000; i++) /* until the place is known, and the lock owned again */
        do_step(open, &twice);
    recorder_start();
    for (unsigned event = 0; event < TL_EVENT_COUNT; event++)
        if (event != TL_EVENT_context && event != TL_EVENT_diagnostic)
            trace.enabled[event] = &off;
    call_enter_scope(looked_at, HERE);
    assert_int_equal(recorder_last(TL_EVENT_context)->context.manager, looked_at->number);
    do_step(open, &twice);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 1);
    assert_int_equal(recorder_last(TL_EVENT_context)->context.manager, open->number);
    trace = usual;
}

static void a_scope_of_another_thread_is_told_of(void **state)
{
    (void)state;
    const struct step enter = {.what = 0};
    const struct step leave = {.what = 1};
    do_step(open, &enter);
    scope_top(&open->scopes)->thread++;
    assert_int_equal(do_step(open, &leave).misuse, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(states_agree, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_count_does_not_overflow, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_registered_buffer_is_freed_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_buffers_are_freed_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_quiet_thread_is_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_buffer_takes_over_a_freed_struct, set_up, tear_down),
        cmocka_unit_test_setup_teardown(misuse_stands_in_its_context, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_scope_of_another_thread_is_told_of, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
