/* SPDX-License-Identifier: MIT */
/* What is out of the ordinary is not done in short. */
#include "quick_steps.h"

#include <pthread.h>
#include <stdlib.h>

#include <tl/abi.h>

#include "recorder.h"

/* Misuse that only a look at the object shows is told of all the same. */
static void a_count_does_not_overflow(void **state)
{
    (void)state;
    const struct step acquire = {.what = ACQUIRE, .block = blocks[0]};
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
    do_step(open, &(struct step){.what = REGISTER, .block = blocks[0]});
    assert_int_equal(object->count, UINT32_MAX);
    assert_false(is_open(blocks[0]));
    object->count = 1;
}

/* A program that takes a slot buffer for a struct of its own: its block is freed once, which is told. */
static void a_registered_buffer_is_freed_once(void **state)
{
    (void)state;
    const struct step enter = {.what = FUNCTION_ENTER, .slot = 2};
    const struct step make = {.what = GET_BUFFER, .slot = 1, .bytes = 64};
    const struct step leave = {.what = FUNCTION_EXIT};
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
    enum thread_tells tells;
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
    seen->tells = thread_tells;
    const uint64_t misuse = misuse_found();
    tl_mem_exit_scope();
    seen->misuse = misuse_found() - misuse;
    tl_mem_enter_scope();
    seen->own = scope_top(&global_manager.scopes)->thread == runtime_thread();
    tl_mem_exit_scope();
    return NULL;
}

static void assert_quiet_thread_tells(enum thread_tells tells)
{
    pthread_t thread;
    struct seen seen = {0};
    acquire();
    runtime.lock.candidate = NULL; /* as if this thread had ended, so that the other may own the lock */
    assert_int_equal(pthread_create(&thread, NULL, acquire_much, &seen), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(seen.tells, tells);
    assert_int_equal(seen.misuse, 1);
    assert_true(seen.own);
    assert_int_equal(tl_get_scope_depth(), 1);
}

static void a_quiet_thread_is_known(void **state)
{
    (void)state;
    assert_quiet_thread_tells(trace.tracer != NULL ? TELLS_TRACE : TELLS_NOBODY);
}

/* What a session may record one day is asked for at each call. */
static void a_quiet_thread_tells_a_trace(void **state)
{
    static const int off;
    const struct trace usual = trace;
    (void)state;
    recorder_start();
    for (unsigned event = 0; event < TL_EVENT_COUNT; event++)
        trace.enabled[event] = &off;
    assert_quiet_thread_tells(TELLS_TRACE);
    trace = usual;
}

/* What the runtime's own malloc shows to be freed is told of, and not freed again. */
static void a_buffer_takes_over_a_freed_struct(void **state)
{
    (void)state;
    enum { ODD_BYTES = 936 };
    const struct step enter = {.what = FUNCTION_ENTER, .slot = 1};
    const struct step make = {.what = GET_BUFFER, .slot = 0, .bytes = ODD_BYTES};
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
    const struct step leave = {.what = FUNCTION_EXIT};
    for (int64_t slots = 1; slots <= QUICK_SLOTS + 1; slots += QUICK_SLOTS) {
        do_step(open, &(struct step){.what = FUNCTION_ENTER, .slot = slots});
        for (int64_t i = 0; i <= QUICK_SLOTS; i++)
            do_step(open, &(struct step){.what = GET_BUFFER, .slot = slots == 1 ? 0 : i, .bytes = 32 * (i + 1)});
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
    const struct step twice = {.what = RELEASE, .block = blocks[2]};
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

/* Done whole; what is done in short when all is usual. */
static void assert_whole(int what, void *block, uint64_t misuse)
{
    quick = 0;
    assert_int_equal(do_step(open, &(struct step){.what = what, .block = block}).misuse, misuse);
    assert_int_equal(quick, 0);
}

static void *register_new(void)
{
    void *block = malloc(sizeof blocks[0]);
    quick = 0;
    do_step(open, &(struct step){.what = REGISTER, .block = block});
    assert_true(quick == 1 || !runtime.lock.can_be_owned);
    return block;
}

/* Whoever else keeps account of blocks is told of each. */
static void blocks_are_told_of_elsewhere(void **state)
{
    (void)state;
    const struct options usual = runtime.options;
    const struct checker nobody = checker;
    do_step(open, &(struct step){.what = RELEASE, .block = register_new()}); /* from a place that is known */
    runtime.options.quarantine = 1;
    quick_start();
    assert_false(quick_blocks);
    runtime.options = usual;
    population_counted = true;
    quick_start();
    assert_false(quick_blocks);
    population_counted = false;
    checker.dhat = true;
    quick_start();
    assert_false(quick_blocks);
    checker = nobody;
    checker.sanitizer = true;
    quick_start();
    assert_false(quick_blocks);
    checker = nobody;
    void *block = malloc(sizeof blocks[0]);
    assert_whole(REGISTER, block, 0);
    assert_whole(RELEASE, block, 0);
    quick_start();
    free(register_new());
}

/* A host may know better what a pointer is. */
static bool knows_all(void *context, const void *pointer)
{
    (void)pointer;
    ++*(unsigned *)context;
    return true;
}

static void a_host_is_asked(void **state)
{
    (void)state;
    unsigned asked = 0;
    void *block = register_new();
    do_step(open, &(struct step){.what = RELEASE, .block = block});
    block = malloc(sizeof blocks[0]);
    tlscope_set_host(&(tlscope_host){.context = &asked, .is_arena = knows_all});
    assert_whole(REGISTER, block, 0);
    assert_int_equal(asked, 1);
    assert_whole(RELEASE, block, 0); /* the arena's, not freed */
    tlscope_set_host(NULL);
    free(block);
}

/* An object that is in no usual state, or whose calls come from where none came before. */
static void other_objects_are_looked_at(void **state)
{
    (void)state;
    void *block = register_new();
    struct object *object = object_at(&open->objects, objects_find(&open->objects, block));
    object->count = 0;
    assert_whole(RELEASE, block, 1); /* nobody counts it */
    object->count = 1;
    object->state = OBJECT_QUARANTINED;
    assert_whole(REGISTER, block, 1);
    assert_whole(RELEASE, block, 1);
    object->state = OBJECT_LIVE;
    struct key_map_slot *slot;
    void *unknown = malloc(sizeof blocks[0]);
    assert_false(quick_register_struct(open, unknown, (const char *)(uintptr_t)do_step + 2));
    free(unknown);
    assert_false(quick_release(open, TL_EVENT_ptr_release, block, &slot));
    assert_true(slot == NULL || !quick_drop(open, slot, (const char *)(uintptr_t)do_step + 2));
    if (slot != NULL)
        lock_give(&runtime.lock);
    do_step(open, &(struct step){.what = RELEASE, .block = block});
    void *vector = calloc(1, sizeof blocks[0]);
    assert_whole(REGISTER_VECTOR, vector, 0);
    assert_whole(RELEASE, vector, 0);
}

/* The births of objects alone are recorded. */
static void births_are_told(void **state)
{
    (void)state;
    static const int off;
    const struct trace usual = trace;
    do_step(open, &(struct step){.what = RELEASE, .block = register_new()});
    void *block = malloc(sizeof blocks[0]);
    recorder_start();
    for (unsigned event = 0; event < TL_EVENT_COUNT; event++)
        if (event != TL_EVENT_object_new && event != TL_EVENT_origin)
            trace.enabled[event] = &off;
    assert_whole(REGISTER, block, 0);
    assert_int_equal(recorder_count(TL_EVENT_object_new), 1);
    trace = usual;
    do_step(open, &(struct step){.what = RELEASE, .block = block});
}

static void a_scope_of_another_thread_is_told_of(void **state)
{
    (void)state;
    const struct step enter = {.what = ENTER_SCOPE};
    const struct step leave = {.what = EXIT_SCOPE};
    do_step(open, &enter);
    scope_top(&open->scopes)->thread++;
    assert_int_equal(do_step(open, &leave).misuse, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_count_does_not_overflow, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_registered_buffer_is_freed_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_buffers_are_freed_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_quiet_thread_is_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_quiet_thread_tells_a_trace, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_buffer_takes_over_a_freed_struct, set_up, tear_down),
        cmocka_unit_test_setup_teardown(misuse_stands_in_its_context, set_up, tear_down),
        cmocka_unit_test_setup_teardown(blocks_are_told_of_elsewhere, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_host_is_asked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_objects_are_looked_at, set_up, tear_down),
        cmocka_unit_test_setup_teardown(births_are_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_scope_of_another_thread_is_told_of, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
