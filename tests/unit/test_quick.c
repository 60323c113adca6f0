/* SPDX-License-Identifier: MIT */
/* Calls made in short, and references counted in the table of addresses alone, come out as calls made whole. */
#include "quick_steps.h"

enum { STEPS = 100000, SLOTS_MOST = 20 };

static uint32_t draw(uint32_t below)
{
    static uint32_t seed = 4711;
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
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
static void compare(const struct step *step)
{
    if (!is_given(open, step))
        return; /* what died at its address, if anything, was another */
    const uint32_t indices[] = {objects_find(&open->objects, block_of(open, step)),
                                objects_find(&looked_at->objects, block_of(looked_at, step))};
    assert_int_equal(indices[0] == 0, indices[1] == 0);
    if (indices[0] == 0)
        return;
    const struct object *left = object_at(&open->objects, indices[0]);
    const struct object *right = object_at(&looked_at->objects, indices[1]);
    assert_int_equal(left->state, right->state);
    assert_int_equal(left->count, right->count);
    assert_int_equal(left->kind, right->kind);
    assert_int_equal(left->owner, right->owner);
    assert_int_equal(left->bytes == 0, right->bytes == 0); /* malloc's may have 16 more */
    assert_int_equal(left->site, right->site);
    assert_int_equal(left->remembered, right->remembered);
    assert_int_equal(left->newest_record == 0, right->newest_record == 0);
    if (left->state == OBJECT_DEAD)
        assert_int_equal(left->freed_call + 1, right->freed_call);
    if (left->state == OBJECT_LIVE) {
        assert_int_equal(left->number + 1, right->number);
        assert_int_equal(left->records, right->records);
        assert_int_equal(left->moved, right->moved);
    }
}

static void compare_and_release_all(void)
{
    for (uint32_t i = 0; i < BLOCKS + OWN_BLOCKS; i++) {
        const struct step release = {
            .what = RELEASE, .block = i < BLOCKS ? blocks[i] : NULL, .own = i < BLOCKS ? 0 : i - BLOCKS};
        compare(&release);
        while (is_live(open, block_of(open, &release))) {
            do_step(open, &release);
            do_step(looked_at, &release);
        }
        compare(&release);
    }
}

/* Steps that move references and give them back: what can have moved follows the count down. */
static const uint32_t moving[] = {REGISTER, REGISTER, UNREGISTER, UNREGISTER, ACQUIRE, RELEASE, RELEASE};

/* All steps, with as many that release as that count, so that objects die. */
static const uint32_t mixed[] = {ENTER_SCOPE,   EXIT_SCOPE, REGISTER,   REGISTER,  REGISTER_VECTOR, UNREGISTER,
                                 ACQUIRE,       ACQUIRE,    ACQUIRE,    ACQUIRE,   RELEASE,         RELEASE,
                                 RELEASE,       RELEASE,    RELEASE,    RELEASE,   RELEASE,         FUNCTION_ENTER,
                                 FUNCTION_EXIT, GET_BUFFER, GET_BUFFER, GET_BUFFER};

static uint32_t draw_step(const uint32_t *steps, size_t count)
{
    return steps[draw((uint32_t)count)];
}

static void states_agree(void **state)
{
    (void)state;
    uint32_t seen_open = 0;
    quick = 0;
    for (int step = 0; step < 2 * STEPS; step++) {
        const struct step next = {
            .what = step < STEPS ? draw_step(moving, sizeof moving / sizeof moving[0])
                                 : draw_step(mixed, sizeof mixed / sizeof mixed[0]),
            .block = draw(2) == 0 ? blocks[draw(BLOCKS)] : NULL,
            .own = draw(OWN_BLOCKS),
            .slot = (int64_t)draw(SLOTS_MOST) - 1,
            .bytes = 32 * (int64_t)draw(SLOTS_MOST) - 32,
        };
        const struct done left = do_step(open, &next);
        const struct done right = do_step(looked_at, &next);
        assert_int_equal(left.result, right.result);
        assert_int_equal(left.misuse, right.misuse);
        assert_int_equal(open->objects.counted, looked_at->objects.counted);
        seen_open += is_open(block_of(open, &next));
        if (draw(8) == 0)
            compare(&next);
        compare_frames();
        if (step == STEPS - 1 || step == 2 * STEPS - 1)
            compare_and_release_all();
    }
    assert_true(seen_open > STEPS / 16);
    assert_true(quick > STEPS / 8 || !runtime.lock.can_be_owned);
}

/* One that nobody has counted yet is alive all the same. */
static void a_new_tensor_is_counted(void **state)
{
    (void)state;
    tl_tensor *tensor = tlscope_tensor_new(open, 8, TLSCOPE_F32, TLSCOPE_CPU);
    const uint64_t counted = open->objects.counted;
    do_step(open, &(struct step){.what = ENTER_SCOPE}); /* from a place that is known, with the lock owned */
    quick = 0;
    do_step(open, &(struct step){.what = ACQUIRE, .block = tensor});
    assert_true(quick == 1 || !runtime.lock.can_be_owned);
    assert_int_equal(open->objects.counted, counted + 1);
    do_step(open, &(struct step){.what = RELEASE, .block = tensor});
    assert_int_equal(open->objects.counted, counted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(states_agree, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_new_tensor_is_counted, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
