/* SPDX-License-Identifier: MIT */
/* Tensors on a device, which here is one on host memory (fake_device.c). */
#include <dlfcn.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <tl/pool.h>
#include <tl/tensor.h>

#include "base/library.h"
#include "fake_device.h"
#include "manager/manager.h"
#include "recorder.h"

static tlscope_manager *manager;
static struct fake *fake;

static void *stream(unsigned name)
{
    return (void *)(uintptr_t)name;
}

static tl_tensor *new_on(unsigned name)
{
    return tlscope_tensor_new_on(manager, 10, TLSCOPE_F32, TLSCOPE_CUDA, 0, stream(name));
}

/* Its last release: into the pool. */
static void release(tl_tensor *tensor)
{
    tlscope_manager_acquire_ptr(manager, tensor);
    tlscope_manager_release_ptr(manager, tensor);
}

static size_t pooled(void)
{
    return tlscope_pool_total_count(tlscope_manager_pool(manager));
}

/* What the device was asked since the last look, in order. Events are named from 'a' on, whatever came before. */
static void expect_calls(const char *calls)
{
    char letters[256] = {0};
    char next = 'a';
    char *text = fake->calls;
    for (char *at = text; *at != '\0'; at++) {
        if (at[0] < 'a' || at[0] > 'z' || at == text || at[-1] != ' ' || (at[1] != ',' && at[1] != '\0'))
            continue;
        if (letters[(unsigned char)*at] == 0)
            letters[(unsigned char)*at] = next++;
        *at = letters[(unsigned char)*at];
    }
    assert_string_equal(text, calls);
    text[0] = '\0';
}

static const char *diagnostic_text(void)
{
    return recorder_last(TL_EVENT_diagnostic)->diagnostic.text;
}

/* From here on events are kept, and the next diagnostic has its text, wherever it comes from. */
static void start_recording(void)
{
    repeats_free(&runtime.repeats);
    repeats_init(&runtime.repeats);
    recorder_start();
}

static int set_up(void **state)
{
    (void)state;
    runtime.options.diagnostics = 0;
    fake = dlsym(library_open("libtlscope-cuda.so"), FAKE_SYMBOL);
    manager = tlscope_manager_new();
    *fake = (struct fake){.capacity = 1 << 20};
    start_recording();
    return manager == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    fake->refused = NULL;
    assert_true(objects_are_valid(&manager->objects));
    tlscope_manager_destroy(manager);
    assert_int_equal(fake->used[0], 0); /* what a manager's pool had on the device goes with it */
    assert_int_equal(fake->used[1], 0);
    return 0;
}

/* The result of a forked child, in which the device has not been used yet, nor will be in this process by that. */
static void in_child(void (*test)(void))
{
    int status = 0;
    const pid_t child = fork();
    if (child == 0) {
        test();
        exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void try_absent(void)
{
    fake->absent = "no driver is here: install it";
    for (int i = 0; i < 2; i++)
        if (new_on(0) != NULL)
            _exit(1);
    if (fake->started != 1 || recorder_diagnostics(TL_DIAGNOSTIC_DEVICE_UNAVAILABLE) != 2 ||
        strcmp(recorder_event(TL_EVENT_diagnostic, 0)->diagnostic.text, fake->absent) != 0)
        _exit(2);
}

static void an_absent_device_is_told_of(void **state)
{
    (void)state;
    in_child(try_absent);
}

static void check_all_returned(void)
{
    if (fake->used[0] != 40) /* of the one that is still alive */
        _exit(3);
    if (new_on(0) != NULL)
        _exit(4);
    fake->calls[0] = '\0';
    release(new_on(0));
    if (fake->calls[0] != '\0')
        _exit(5);
}

static void end_with_tensors(void)
{
    atexit(check_all_returned); /* runs last */
    static tl_tensor *alive;
    tlscope_manager_destroy(manager);
    manager = &global_manager;
    release(new_on(1));
    release(new_on(2));
    if (pooled() != 1 || (alive = new_on(3)) == NULL)
        _exit(6);
    release(new_on(4));
}

/* While the device's library can still free it; after that nothing there is touched. */
static void the_pool_gives_all_back_at_the_end(void **state)
{
    (void)state;
    in_child(end_with_tensors);
}

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

static void whoever_takes_it_waits_for_those_before(void **state)
{
    (void)state;
    tl_tensor *tensor = new_on(1);
    void *data = tlscope_tensor_data(tensor);
    tlscope_tensor_use(tensor, stream(2));
    tlscope_tensor_use(tensor, stream(2));
    assert_int_equal(recorder_last(TL_EVENT_object_stream)->object_stream.stream, 2);
    assert_int_equal(recorder_last(TL_EVENT_object_stream)->object_stream.object,
                     recorder_last(TL_EVENT_object_new)->object_new.object);
    expect_calls("allocate 0.1");
    release(tensor);
    expect_calls("mark 0.1 a, mark 0.2 b");
    tensor = new_on(3);
    assert_ptr_equal(tlscope_tensor_data(tensor), data);
    assert_ptr_equal(tlscope_tensor_stream(tensor), stream(3));
    expect_calls("wait 0.3 a, wait 0.3 b");
    assert_int_equal(recorder_last(TL_EVENT_object_device)->object_device.stream, 3);
    assert_int_equal(recorder_last(TL_EVENT_object_device)->object_device.object,
                     recorder_last(TL_EVENT_object_reuse)->object_reuse.object);
    release(tensor); /* the earlier streams have no part in it any more */
    expect_calls("mark 0.3 a");
    release(new_on(3)); /* the same handle may be another stream's by now */
    expect_calls("wait 0.3 a, mark 0.3 a");
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

static void the_default_stream_needs_no_wait_for_itself(void **state)
{
    (void)state;
    release(tlscope_tensor_new(manager, 10, TLSCOPE_F32, TLSCOPE_CUDA));
    release(tlscope_tensor_new(manager, 10, TLSCOPE_F32, TLSCOPE_CUDA));
    expect_calls("allocate 0.0, mark 0.0 a, mark 0.0 a");
    tl_tensor *tensor = new_on(1);
    expect_calls("wait 0.1 a");
    tlscope_tensor_free(manager, tensor);
}

static void any_number_of_streams_is_waited_for(void **state)
{
    (void)state;
    tl_tensor *tensor = new_on(1);
    for (unsigned name = 2; name <= 20; name++)
        tlscope_tensor_use(tensor, stream(name));
    release(tensor);
    tensor = new_on(30);
    const char *calls = fake->calls;
    for (size_t i = 0; i < 20; i++) {
        calls = strstr(calls, "wait 0.30");
        assert_non_null(calls);
        calls++;
    }
    assert_null(strstr(calls, "wait"));
    fake->calls[0] = '\0';
    tlscope_tensor_free(manager, tensor); /* and all events are ended */
    size_t forgotten = 0;
    for (calls = strstr(fake->calls, "forget"); calls != NULL; calls = strstr(calls + 1, "forget"))
        forgotten++;
    assert_int_equal(forgotten, 20);
}

static void one_that_is_freed_is_free_after_all_uses(void **state)
{
    (void)state;
    tl_tensor *tensor = new_on(1);
    tlscope_tensor_use(tensor, stream(2));
    tlscope_tensor_free(manager, tensor);
    expect_calls("allocate 0.1, mark 0.2 a, wait 0.1 a, release 0.1, forget a");
    tensor = new_on(1);
    release(tensor);
    tlscope_pool_clear(tlscope_manager_pool(manager)); /* its stream may have ended */
    expect_calls("allocate 0.1, mark 0.1 a, wait 0.0 a, release 0.0, forget a");
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

static void memory_out_empties_the_pool_of_that_device(void **state)
{
    (void)state;
    tl_tensor *two[] = {new_on(1), new_on(1)};
    release(two[0]);
    release(two[1]);
    release(tlscope_tensor_new_on(manager, 10, TLSCOPE_F32, TLSCOPE_CUDA, 1, NULL));
    release(tlscope_tensor_new(manager, 10, TLSCOPE_F32, TLSCOPE_CPU));
    assert_int_equal(pooled(), 4);
    fake->capacity = 100;
    fake->calls[0] = '\0';
    tl_tensor *large = tlscope_tensor_new_on(manager, 25, TLSCOPE_F32, TLSCOPE_CUDA, 0, stream(1));
    assert_non_null(large);
    expect_calls("allocate 0.1, wait 0.0 a, release 0.0, forget a, wait 0.0 b, release 0.0, forget b, settle 0, "
                 "allocate 0.1");
    assert_int_equal(pooled(), 2);
    assert_int_equal(recorder_count(TL_EVENT_object_end), 2);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
    tlscope_tensor_free(manager, large);
}

static void memory_out_is_told_with_what_there_is(void **state)
{
    (void)state;
    tl_tensor *held = new_on(1);
    release(new_on(1));
    fake->capacity = 100;
    assert_null(tlscope_tensor_new_on(manager, 1000, TLSCOPE_F32, TLSCOPE_CUDA, 0, NULL));
    recorder_expect_only(TL_DIAGNOSTIC_DEVICE_OUT_OF_MEMORY);
    assert_non_null(strstr(diagnostic_text(), "4000 bytes on fake device 0, where 60 of 100 are free, after the pool "
                                              "gave back the 1 tensors that it had there (40 bytes); fakeErrorMemory"));
    assert_int_equal(pooled(), 0);
    tlscope_tensor_free(manager, held);
}

static void expect_refusal(const char *call)
{
    recorder_expect_only(TL_DIAGNOSTIC_DEVICE_ERROR);
    assert_non_null(strstr(diagnostic_text(), "fakeErrorRefused in"));
    assert_non_null(strstr(diagnostic_text(), call));
    start_recording();
    fake->refused = NULL;
    fake->calls[0] = '\0';
}

static void refusals_are_told_and_survived(void **state)
{
    (void)state;
    char bytes[8] = {0};
    tl_tensor *tensor = new_on(1);
    fake->refused = "write";
    assert_false(tlscope_tensor_write(tensor, 0, bytes, 8));
    expect_refusal("write");
    fake->refused = "read";
    assert_false(tlscope_tensor_read(tensor, 0, bytes, 8));
    expect_refusal("read");
    fake->refused = "mark"; /* who uses it is not known: it must not be used again */
    release(tensor);
    expect_calls("mark 0.1 a, release 0.1, forget a");
    assert_int_equal(pooled(), 0);
    assert_int_equal(recorder_last(TL_EVENT_object_end)->object_end.fate, TL_FATE_DESTROYED);
    expect_refusal("mark");
    release(new_on(1));
    fake->refused = "wait";
    fake->calls[0] = '\0';
    tensor = new_on(2); /* the pooled one is given up, and another made */
    assert_non_null(tensor);
    expect_calls("wait 0.2 a, allocate 0.2, wait 0.0 a, settle 0, release 0.0, forget a");
    expect_refusal("wait");
    fake->refused = "allocate";
    assert_null(new_on(3));
    expect_refusal("allocate");
    fake->refused = "release";
    tlscope_tensor_free(manager, tensor);
    expect_refusal("release");
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

static tl_tensor *inherited[2];

static void use_in_child(void)
{
    char byte = 0;
    fake->calls[0] = '\0';
    start_recording();
    if (new_on(1) != NULL || tlscope_tensor_read(inherited[0], 0, &byte, 1) ||
        recorder_diagnostics(TL_DIAGNOSTIC_DEVICE_UNAVAILABLE) != 2)
        _exit(1);
    tlscope_manager_enter_scope(manager);
    tlscope_manager_register_tensor(manager, inherited[0]); /* counted as any */
    tlscope_manager_exit_scope(manager);
    if (pooled() != 2)
        _exit(2);
    tlscope_tensor_free(manager, inherited[1]);
    tlscope_pool_clear(tlscope_manager_pool(manager));
    tlscope_manager_destroy(manager);
    _exit(fake->calls[0] == '\0' ? 0 : 3);
}

static void a_child_leaves_its_parents_alone(void **state)
{
    (void)state;
    inherited[0] = new_on(1);
    inherited[1] = new_on(1);
    tl_tensor *third = new_on(1);
    release(third);
    in_child(use_in_child);
    tlscope_tensor_free(manager, inherited[0]);
    tlscope_tensor_free(manager, inherited[1]);
}

#define DEVICE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DEVICE(an_absent_device_is_told_of), /* these two before the device is used here */
        DEVICE(the_pool_gives_all_back_at_the_end),
        DEVICE(data_is_on_the_device),
        DEVICE(copies_stay_within_the_tensor),
        DEVICE(whoever_takes_it_waits_for_those_before),
        DEVICE(the_default_stream_needs_no_wait_for_itself),
        DEVICE(any_number_of_streams_is_waited_for),
        DEVICE(one_that_is_freed_is_free_after_all_uses),
        DEVICE(ordinals_do_not_mix),
        DEVICE(pools_by_hand),
        DEVICE(memory_out_empties_the_pool_of_that_device),
        DEVICE(memory_out_is_told_with_what_there_is),
        DEVICE(refusals_are_told_and_survived),
        DEVICE(the_device_is_never_called_under_the_lock),
        DEVICE(threads_share_the_pool),
        DEVICE(uses_of_what_is_no_tensor),
        DEVICE(a_child_leaves_its_parents_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
