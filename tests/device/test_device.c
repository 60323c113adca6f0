/* SPDX-License-Identifier: MIT */
/* Tensors on a device: their data, their pools, threads that share them. */
#include <pthread.h>
#include <string.h>

#include "device_case.h"

static void data_is_on_the_device(void **state)
{
    (void)state;
    const float numbers[] = {1, 2, 3};
    float back[3] = {0};
    tl_tensor *tensor = tlscope_tensor_new_on(manager, 10, TLSCOPE_F32, TLSCOPE_CUDA, 1, stream(7));
    assert_non_null(tensor);
    assert_int_equal(fake->used[1], 40);
    assert_int_equal(tlscope_tensor_device(tensor), TLSCOPE_CUDA);
    assert_int_equal(tlscope_tensor_ordinal(tensor), 1);
    assert_ptr_equal(tlscope_tensor_stream(tensor), stream(7));
    assert_int_equal(tlscope_tensor_bytes(tensor), 40);
    assert_true(tlscope_tensor_write(tensor, 8, numbers, sizeof numbers));
    assert_memory_equal((char *)tlscope_tensor_data(tensor) + 8, numbers, sizeof numbers);
    assert_true(tlscope_tensor_read(tensor, 8, back, sizeof back));
    assert_memory_equal(back, numbers, sizeof numbers);
    expect_calls("allocate 1.7, write 1.7, read 1.7");
    const struct tl_event_object_device *told = &recorder_last(TL_EVENT_object_device)->object_device;
    assert_int_equal(told->object, recorder_last(TL_EVENT_object_new)->object_new.object);
    assert_int_equal(told->ordinal, 1);
    assert_int_equal(told->stream, 7);
    assert_int_equal(recorder_last(TL_EVENT_origin)->origin.bytes, 40);
    assert_int_equal(recorder_last(TL_EVENT_origin)->origin.device, TLSCOPE_CUDA);
    tlscope_tensor_free(manager, tensor);
    expect_calls("release 1.7");
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

static void copies_stay_within_the_tensor(void **state)
{
    (void)state;
    char bytes[64] = {0};
    tl_tensor *tensors[] = {new_on(0), tlscope_tensor_new(manager, 10, TLSCOPE_F32, TLSCOPE_CPU)};
    for (size_t i = 0; i < 2; i++) {
        const size_t before = recorder_count(TL_EVENT_diagnostic);
        assert_false(tlscope_tensor_write(tensors[i], 0, bytes, 41));
        assert_false(tlscope_tensor_read(tensors[i], 40, bytes, 1));
        assert_false(tlscope_tensor_read(tensors[i], SIZE_MAX, bytes, 2));
        assert_int_equal(recorder_diagnostics(TL_DIAGNOSTIC_TENSOR_RANGE), before + 3);
        assert_true(tlscope_tensor_write(tensors[i], 39, bytes, 1));
        assert_true(tlscope_tensor_read(tensors[i], 40, bytes, 0));
        tlscope_tensor_free(manager, tensors[i]);
    }
}

static void ordinals_do_not_mix(void **state)
{
    (void)state;
    release(tlscope_tensor_new_on(manager, 10, TLSCOPE_F32, TLSCOPE_CUDA, 1, NULL));
    tl_tensor *other = new_on(0);
    assert_int_equal(tlscope_tensor_ordinal(other), 0);
    assert_int_equal(pooled(), 1);
    tl_tensor *same = tlscope_tensor_new_on(manager, 10, TLSCOPE_F32, TLSCOPE_CUDA, 1, NULL);
    assert_int_equal(tlscope_tensor_ordinal(same), 1);
    assert_int_equal(pooled(), 0);
    assert_null(tlscope_tensor_new_on(manager, 10, TLSCOPE_F32, TLSCOPE_CUDA, 2, NULL));
    recorder_expect_only(TL_DIAGNOSTIC_DEVICE_UNAVAILABLE);
    assert_non_null(strstr(diagnostic_text(), "no fake device has the number 2: this process sees 2"));
    tlscope_tensor_free(manager, same);
    tlscope_tensor_free(manager, other);
    start_recording();
    assert_null(tlscope_tensor_new_on(manager, 10, TLSCOPE_F32, TLSCOPE_CPU, 1, NULL));
    assert_null(tlscope_tensor_new_on(manager, 10, TLSCOPE_F32, TLSCOPE_CUDA, 64, NULL));
    assert_null(tlscope_tensor_new(manager, 10, TLSCOPE_F32, TLSCOPE_METAL));
    assert_int_equal(recorder_diagnostics(TL_DIAGNOSTIC_BAD_TENSOR), 3);
}

/* A pool serves by hand what a manager serves at count 0. */
static void pools_by_hand(void **state)
{
    (void)state;
    tlscope_pool *pools[] = {tlscope_manager_pool(manager), tlscope_pool_new()};
    for (size_t i = 0; i < 2; i++) {
        tl_tensor *tensor = new_on(5);
        void *data = tlscope_tensor_data(tensor);
        fake->calls[0] = '\0';
        assert_int_equal(tlscope_pool_release(pools[i], tensor, 10, TLSCOPE_F32, TLSCOPE_CPU), TLSCOPE_POOL_FULL);
        assert_int_equal(recorder_diagnostics(TL_DIAGNOSTIC_BAD_TENSOR), i + 1);
        assert_int_equal(tlscope_pool_release(pools[i], tensor, 10, TLSCOPE_F32, TLSCOPE_CUDA), TLSCOPE_POOL_POOLED);
        assert_int_equal(tlscope_pool_total_count(pools[i]), 1);
        tensor = tlscope_pool_acquire(pools[i], 10, TLSCOPE_F32, TLSCOPE_CUDA);
        assert_ptr_equal(tlscope_tensor_data(tensor), data);
        expect_calls("mark 0.5 a, wait 0.0 a");
        assert_int_equal(tlscope_pool_release(pools[i], tensor, 10, TLSCOPE_F32, TLSCOPE_CUDA), TLSCOPE_POOL_POOLED);
        tlscope_pool_clear(pools[i]);
        assert_int_equal(fake->used[0], 0);
    }
    tlscope_pool_destroy(pools[1]);
}

static void call_the_runtime(void)
{
    tlscope_manager_is_registered(manager, manager);
}

/* A device may run code of others: it is never called under the lock, which those may take. */
static void the_device_is_never_called_under_the_lock(void **state)
{
    (void)state;
    fake->asked = call_the_runtime;
    for (int round = 0; round < 2; round++) {
        tl_tensor *tensor = new_on(1);
        tlscope_tensor_use(tensor, stream(2));
        assert_true(tlscope_tensor_write(tensor, 0, &round, sizeof round));
        tlscope_manager_enter_scope(manager);
        tlscope_manager_register_tensor(manager, tensor);
        tlscope_manager_exit_scope(manager);
        tlscope_tensor_free(manager, tlscope_tensor_new_on(manager, 20, TLSCOPE_F32, TLSCOPE_CUDA, 0, NULL));
    }
    fake->capacity = 10;
    assert_null(tlscope_tensor_new(manager, 30, TLSCOPE_F32, TLSCOPE_CUDA));
    fake->capacity = 1000;
    tl_tensor *kept = new_on(1);
    assert_int_equal(tlscope_pool_release(tlscope_manager_pool(manager), kept, 10, TLSCOPE_F32, TLSCOPE_CUDA),
                     TLSCOPE_POOL_POOLED);
    tlscope_pool_clear(tlscope_manager_pool(manager));
}

/* Threads that take each other's tensors out of one pool, which now and then is emptied for want of memory. */
static void *make_and_release(void *seed)
{
    const unsigned name = (unsigned)(uintptr_t)seed;
    for (int round = 0; round < 300; round++) {
        tl_tensor *tensor = new_on(name);
        if (tensor == NULL)
            continue;
        tlscope_tensor_use(tensor, stream(name + 10));
        if (!tlscope_tensor_write(tensor, 0, &name, sizeof name))
            return seed;
        unsigned back = 0;
        if (!tlscope_tensor_read(tensor, 0, &back, sizeof back) || back != name)
            return seed;
        if (round % 8 == 0)
            tlscope_tensor_free(manager, tensor);
        else
            release(tensor);
    }
    return NULL;
}

static void threads_share_the_pool(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    fake->capacity = 100; /* two tensors at a time */
    for (uintptr_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, make_and_release, (void *)(i + 1)), 0);
    for (size_t i = 0; i < THREADS; i++) {
        void *failed = NULL;
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), recorder_diagnostics(TL_DIAGNOSTIC_DEVICE_OUT_OF_MEMORY));
    assert_int_equal(manager->objects.counted, 0);
    tlscope_pool_clear(tlscope_manager_pool(manager));
    assert_int_equal(fake->used[0], 0);
}

static void uses_of_what_is_no_tensor(void **state)
{
    (void)state;
    int stranger = 0;
    tl_tensor *cpu = tlscope_tensor_new(manager, 10, TLSCOPE_F32, TLSCOPE_CPU);
    tlscope_tensor_use(NULL, stream(1));
    tlscope_tensor_use(cpu, stream(1));
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
    assert_int_equal(recorder_count(TL_EVENT_object_stream), 0);
    tlscope_tensor_use((tl_tensor *)(void *)&stranger, stream(1));
    recorder_expect_only(TL_DIAGNOSTIC_TENSOR_UNDESCRIBED);
    tlscope_tensor_free(manager, cpu);
    tl_tensor *tensor = new_on(1);
    release(tensor);
    start_recording();
    if (!checker.memcheck && !checker.sanitizer) { /* which tell that one, too */
        tlscope_tensor_use(tensor, stream(2));
        recorder_expect_only(TL_DIAGNOSTIC_ACQUIRE_FREED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DEVICE(data_is_on_the_device),
        DEVICE(copies_stay_within_the_tensor),
        DEVICE(ordinals_do_not_mix),
        DEVICE(pools_by_hand),
        DEVICE(the_device_is_never_called_under_the_lock),
        DEVICE(threads_share_the_pool),
        DEVICE(uses_of_what_is_no_tensor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
