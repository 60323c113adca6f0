/* SPDX-License-Identifier: MIT */
/* References counted in the table of addresses alone come out as if the object had been looked at each time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "manager/calls.h"
#include "runtime/thread.h"

#define HERE ((struct caller){__builtin_return_address(0), (uintptr_t)__builtin_frame_address(0)})

enum { BLOCKS = 7, STEPS = 100000 };

static char blocks[BLOCKS][32]; /* not malloc's: counted, never freed */
static tlscope_manager *open;   /* whose calls nobody is told of */
static tlscope_manager *looked_at;

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

static bool do_step(tlscope_manager *manager, uint32_t what, void *block)
{
    thread_self()->announced.silent = manager == open;
    thread_self()->announced.pending_count = 0;
    switch (what) {
    case 0:
        call_enter_scope(manager, HERE);
        return true;
    case 1:
        call_exit_scope(manager, HERE);
        return true;
    case 2:
    case 3:
        call_register(manager, TL_EVENT_register_struct, block, NULL, HERE);
        return true;
    case 4:
        call_unregister(manager, block, HERE);
        return true;
    case 5:
    case 6:
    case 7:
    case 8:
        call_acquire(manager, TL_EVENT_ptr_acquire, block, HERE);
        return true;
    default:
        return call_release(manager, TL_EVENT_ptr_release, block, HERE);
    }
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

static void counts_agree(void **state)
{
    (void)state;
    uint32_t seen_open = 0;
    for (int step = 0; step < 2 * STEPS; step++) {
        const uint32_t what = step < STEPS ? moving[draw(sizeof moving / sizeof moving[0])] : draw(13);
        void *block = blocks[draw(BLOCKS)];
        assert_int_equal(do_step(open, what, block), do_step(looked_at, what, block));
        assert_int_equal(open->objects.counted, looked_at->objects.counted);
        seen_open += is_open(block);
        if (draw(8) == 0)
            compare(block);
    }
    for (int i = 0; i < BLOCKS; i++)
        compare(blocks[i]);
    assert_true(seen_open > STEPS / 16);
}

/* Misuse that only a look at the object shows is told of all the same. */
static void a_count_does_not_overflow(void **state)
{
    (void)state;
    call_register(open, TL_EVENT_register_struct, blocks[0], NULL, HERE);
    do_step(open, 5, blocks[0]);
    assert_true(is_open(blocks[0]));
    key_map_slot(&open->objects.by_address, ~(uint64_t)(uintptr_t)blocks[0])->note = OBJECT_OPEN_MOST;
    for (int i = 0; i < 3; i++)
        do_step(open, 5, blocks[0]);
    struct object *object = object_at(&open->objects, objects_find(&open->objects, blocks[0]));
    assert_int_equal(object->count, (uint32_t)OBJECT_OPEN_MOST + 3);
    object->count = UINT32_MAX;
    do_step(open, 5, blocks[0]);
    assert_int_equal(object->count, UINT32_MAX);
    assert_false(is_open(blocks[0]));
    object->count = 1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(counts_agree, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_count_does_not_overflow, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
