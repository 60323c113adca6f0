/* SPDX-License-Identifier: MIT */
/* Who waits for whom on a device: streams before, behind and beside each other. */
#include <string.h>

#include "device_case.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        DEVICE(whoever_takes_it_waits_for_those_before),
        DEVICE(the_default_stream_needs_no_wait_for_itself),
        DEVICE(any_number_of_streams_is_waited_for),
        DEVICE(one_that_is_freed_is_free_after_all_uses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
