/* SPDX-License-Identifier: MIT */
/* A device that is absent, full, refuses, or is another process's. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device_case.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        DEVICE(an_absent_device_is_told_of), /* these two before the device is used here */
        DEVICE(the_pool_gives_all_back_at_the_end),    DEVICE(memory_out_empties_the_pool_of_that_device),
        DEVICE(memory_out_is_told_with_what_there_is), DEVICE(refusals_are_told_and_survived),
        DEVICE(a_child_leaves_its_parents_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
