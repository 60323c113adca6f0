/* SPDX-License-Identifier: MIT */
/* Tensors taken out of the pool and put into it in short come out as when that is done whole. */
#include <tl/abi.h>
#include <tl/pool.h>
#include <tl/tensor.h>

#include "quick_steps.h"

#include "manager/quick_tensors.h"

enum { TENSORS = 5, STEPS = 50000, KEYS = 2, LIMIT = 2 };

static const struct tensor_key keys[KEYS] = {{.elements = 8, .dtype = TL_DTYPE_F32},
                                             {.elements = 3, .dtype = TL_DTYPE_I64}};

static uint32_t draw(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

/* What is known of the runtime after a step, and of the tensor that it was about. */
struct outcome {
    int64_t result, pooled, counted, depth;
    uint64_t misuse, number;
    uint32_t count, records, moved, state; /* no gaps: compared as it stands */
};

static tl_tensor *tensors[TENSORS]; /* alive or in the pool; NULL: none */

static struct object *object_of(const tl_tensor *tensor)
{
    const uint32_t index = objects_find(&global_manager.objects, tensor);
    return index != 0 ? object_at(&global_manager.objects, index) : NULL;
}

static enum object_state state_of(const tl_tensor *tensor)
{
    const struct object *object = object_of(tensor);
    return object != NULL ? (enum object_state)object->state : OBJECT_DEAD;
}

/* A tensor that is made, or taken out of the pool, is no other's any more. */
static void hold(uint32_t which, tl_tensor *tensor)
{
    for (uint32_t i = 0; i < TENSORS; i++)
        if (tensors[i] == tensor)
            tensors[i] = NULL;
    tensors[which] = tensor;
}

/* Where there is no tensor one is made, or taken out of the pool. */
static int64_t make(uint32_t which, uint32_t key, uint32_t how)
{
    tl_tensor *tensor = NULL;
    if (how == 0)
        tensor = tlscope_pool_acquire(tlscope_pool_global(), keys[key].elements, keys[key].dtype, TL_DEVICE_CPU);
    else
        tensor = tlscope_tensor_new(tlscope_manager_global(), keys[key].elements, keys[key].dtype, TL_DEVICE_CPU);
    hold(which, tensor);
    return tensor != NULL;
}

static int64_t change(tl_tensor *tensor, uint32_t key, uint32_t what)
{
    switch (what) {
    case 0:
        tl_mem_register_tensor(tensor);
        return 0;
    case 1:
        tl_mem_unregister(tensor);
        return 0;
    case 2:
        tl_tensor_acquire(tensor);
        return 0;
    case 3:
        return tlscope_pool_release(tlscope_pool_global(), tensor, keys[key].elements, keys[key].dtype, TL_DEVICE_CPU);
    case 4:
        tlscope_tensor_free(tlscope_manager_global(), tensor);
        return 0;
    default:
        tl_tensor_release(tensor);
        return 0;
    }
}

static int64_t step(uint32_t *seed, uint32_t *which)
{
    const uint32_t key = draw(seed, KEYS);
    const uint32_t what = draw(seed, 12);
    const int64_t depth = tl_get_scope_depth();
    *which = draw(seed, TENSORS);
    if (what == 10 && depth < 4)
        tl_mem_enter_scope();
    else if (what == 11 && depth > 1)
        tl_mem_exit_scope();
    else if (tensors[*which] == NULL || (what == 9 && state_of(tensors[*which]) == OBJECT_POOLED))
        return make(*which, key, draw(seed, 3));
    else
        return change(tensors[*which], key, what);
    return 0;
}

/* One that was destroyed may be another's soon. */
static void forget_ended(void)
{
    for (uint32_t i = 0; i < TENSORS; i++)
        if (tensors[i] != NULL && state_of(tensors[i]) == OBJECT_DEAD)
            tensors[i] = NULL;
}

static struct outcome outcome_of(uint32_t which, int64_t result)
{
    const struct object *object = tensors[which] != NULL ? object_of(tensors[which]) : NULL;
    struct outcome outcome = {.result = result,
                              .pooled = tl_get_pool_count(),
                              .counted = tl_get_refcount_count(),
                              .depth = tl_get_scope_depth(),
                              .misuse = misuse_found(),
                              .number = runtime.last_object};
    if (object == NULL)
        return outcome;
    outcome.number -= object->number;
    outcome.count = object->count;
    outcome.records = object->records;
    outcome.moved = object->moved;
    outcome.state = object->state;
    return outcome;
}

static struct outcome outcomes[STEPS];

/* In short where that can be, if so said; compared with the outcomes before, or kept to be. */
static void run(bool in_short, bool compares)
{
    uint32_t seed = 4711;
    uint32_t which;
    const uint64_t misuse = misuse_found();
    const uint64_t number = runtime.last_object;
    quick_blocks = in_short;
    for (uint32_t i = 0; i < STEPS; i++) {
        const int64_t result = step(&seed, &which);
        forget_ended();
        struct outcome outcome = outcome_of(which, result);
        outcome.misuse -= misuse;
        outcome.number -= tensors[which] == NULL ? number : 0;
        if (compares)
            assert_memory_equal(&outcome, &outcomes[i], sizeof outcome);
        outcomes[i] = outcome;
    }
    while (tl_get_scope_depth() > 1)
        tl_mem_exit_scope();
    for (uint32_t i = 0; i < TENSORS; i++) {
        while (tensors[i] != NULL && state_of(tensors[i]) == OBJECT_LIVE)
            tlscope_tensor_free(tlscope_manager_global(), tensors[i]);
        tensors[i] = NULL;
    }
    tlscope_pool_clear(tlscope_pool_global());
    assert_true(objects_are_valid(&global_manager.objects));
}

static void what_comes_of_it_is_the_same(void **state)
{
    (void)state;
    global_manager.pool.tensors.limit = LIMIT;
    run(true, false); /* all places are known after this */
    run(true, false);
    run(false, true);
    run(true, true);
}

/* All calls below come from one place. */
#define PLACE ((const char *)(uintptr_t)run + 1)

static tl_tensor *take(void)
{
    return quick_take_tensor(&global_manager, TL_EVENT_pool_miss, keys[0], PLACE);
}

static bool put(const tl_tensor *tensor, const struct tensor_key *key)
{
    return quick_put_tensor(&global_manager, tensor, *key, PLACE);
}

/* A tensor, put into the pool and taken out of it in short until that can be: this thread owns the lock then. False
 * where no thread ever does. */
static bool begin(tl_tensor **tensor)
{
    quick_blocks = true;
    thread_tells = TELLS_TRACE;
    *tensor = tlscope_tensor_new(tlscope_manager_global(), keys[0].elements, keys[0].dtype, TL_DEVICE_CPU);
    call_acquire(&global_manager, TL_EVENT_ptr_acquire, *tensor, (struct caller){PLACE, 0});
    thread_tells = TELLS_TRACE;
    for (int i = 0; i < 1000 && !put(*tensor, &keys[0]); i++)
        tl_get_scope_depth();
    if (state_of(*tensor) != OBJECT_POOLED)
        return false;
    assert_ptr_equal(take(), *tensor);
    return true;
}

static void end(tl_tensor *tensor)
{
    if (state_of(tensor) == OBJECT_LIVE)
        tlscope_tensor_free(tlscope_manager_global(), tensor);
    tlscope_pool_clear(tlscope_pool_global());
    assert_int_equal(tl_get_refcount_count(), 0);
}

/* Neither way; and both as soon as all is as usual again. */
#define ASSERT_WHOLE(tensor, unusual, usual)                                                                           \
    do {                                                                                                               \
        unusual;                                                                                                       \
        assert_false(put(tensor, &keys[0]));                                                                           \
        usual;                                                                                                         \
        assert_true(put(tensor, &keys[0]));                                                                            \
        unusual;                                                                                                       \
        assert_null(take());                                                                                           \
        usual;                                                                                                         \
        assert_ptr_equal(take(), tensor);                                                                              \
    } while (0)

static void whoever_has_a_say_is_asked(void **state)
{
    static const int on = 1;
    const int *off = trace.enabled[TL_EVENT_pool_release];
    tl_tensor *tensor;
    (void)state;
    if (begin(&tensor)) {
        ASSERT_WHOLE(tensor, quick_blocks = false, quick_blocks = true);
        ASSERT_WHOLE(tensor, pools_are_many = true, pools_are_many = false);
        ASSERT_WHOLE(tensor, thread_tells = TELLS_ALL, thread_tells = TELLS_TRACE);
#ifdef TLSCOPE_NVTX_MEMORY
        ASSERT_WHOLE(tensor, nvtx.memory = true, nvtx.memory = false);
#endif
        trace.enabled[TL_EVENT_pool_release] = &on;
        assert_false(put(tensor, &keys[0]) && TRACE_IS_BUILT);
        trace.enabled[TL_EVENT_pool_release] = off;
        assert_true(put(tensor, &keys[0]) || !TRACE_IS_BUILT);
        trace.enabled[TL_EVENT_object_reuse] = &on;
        assert_true(take() == NULL || !TRACE_IS_BUILT);
        trace.enabled[TL_EVENT_object_reuse] = off;
    }
    end(tensor);
}

static void other_tensors_are_looked_at(void **state)
{
    tl_tensor *tensor;
    (void)state;
    if (begin(&tensor)) {
        struct object *object = object_of(tensor);
        for (int i = 0; i < 3; i++) /* from a place that is known */
            assert_int_not_equal(tlscope_pool_release(tlscope_pool_global(), NULL, 1, 0, TL_DEVICE_CPU),
                                 TLSCOPE_POOL_POOLED);
        assert_false(put(tensor, &keys[1]));
        object->owner = TL_OWNER_HOST;
        assert_false(put(tensor, &keys[0]));
        object->owner = TL_OWNER_RUNTIME;
        object->kind = TL_KIND_UNKNOWN;
        assert_false(put(tensor, &keys[0]));
        object->kind = TL_KIND_TENSOR;
        global_manager.pool.tensors.limit = 0;
        assert_false(put(tensor, &keys[0]));
        global_manager.pool.tensors.limit = LIMIT;
        object->site = 0;
        assert_true(put(tensor, &keys[0]));
        assert_int_equal(object->site, site_met(PLACE));
        assert_false(put(tensor, &keys[0]));
        assert_null(quick_take_tensor(&global_manager, TL_EVENT_pool_miss, keys[1], PLACE));
        assert_null(quick_take_tensor(&global_manager, TL_EVENT_pool_miss, keys[0], PLACE + 1));
        object->newest_record = 1;
        assert_null(take());
        object->newest_record = 0;
        assert_ptr_equal(take(), tensor);
        assert_null(take());
    }
    end(tensor);
}

static int tell_nobody(void **state)
{
    (void)state;
    runtime.options.diagnostics = 0;
    checker.sanitizer = false; /* which would be told of each tensor */
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whoever_has_a_say_is_asked),
        cmocka_unit_test(other_tensors_are_looked_at),
        cmocka_unit_test(what_comes_of_it_is_the_same),
    };
    return cmocka_run_group_tests(tests, tell_nobody, NULL);
}
