/* SPDX-License-Identifier: MIT */
/* Scripts of traces from which events are missing: the player frees nothing twice, whatever the script takes for alive.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "play.h"
#include "script.h"

enum { PROCESS = 100, BLOCK = 0x10000, OTHER = 0x20000, BYTES = 1000, VECTOR_BYTES = 24, EVENTS_MOST = 64 };
enum { STRUCT, VECTOR, TENSOR, HUGE_TENSOR };

static struct trace_event events[EVENTS_MOST];
static size_t event_count;

#define TELL(name, ...)                                                                                                \
    events[event_count++] = (struct trace_event)                                                                       \
    {                                                                                                                  \
        .process = PROCESS, .id = TL_EVENT_##name, .as.name = { __VA_ARGS__ }                                          \
    }

enum trace_status __wrap_trace_read(const char *path, const struct trace_listener *listener,
                                    struct trace_result *result)
{
    (void)path;
    *result = (struct trace_result){.status = TRACE_WHOLE, .events = event_count, .events_discarded = 1};
    for (size_t i = 0; i < event_count; i++) {
        listener->event(listener->context, &events[i]);
    }
    return result->status;
}

static int begin(void **state)
{
    (void)state;
    event_count = 0;
    TELL(process_start, .format = TL_TRACE_FORMAT, .pid = PROCESS, .program = "", .version = "", .settings = "");
    TELL(context, .thread = 1, .manager = 1);
    TELL(origin, .origin = STRUCT, .kind = TL_KIND_STRUCT, .bytes = BYTES, .name = "");
    TELL(origin, .origin = VECTOR, .kind = TL_KIND_VECTOR, .bytes = VECTOR_BYTES, .name = "");
    TELL(origin, .origin = TENSOR, .kind = TL_KIND_TENSOR, .owner = TL_OWNER_HOST, .elements = BYTES, .name = "");
    return 0;
}

static void tell_struct(void)
{
    TELL(object_new, .object = 1, .pointer = BLOCK, .origin = STRUCT);
    TELL(register_struct, .object = 1, .count = 1);
}

static void a_lost_reference_frees_no_block_twice(void **state)
{
    (void)state;
    tell_struct();
    /* lost: an acquire */
    TELL(ptr_release, .pointer = BLOCK, .object = 1, .count = 1, .fate = TL_FATE_KEPT);
    TELL(register_struct, .object = 1, .count = 2, .outcome = TL_REGISTER_AGAIN);
    TELL(ptr_release, .pointer = BLOCK, .object = 1, .count = 1, .fate = TL_FATE_KEPT);
    TELL(register_struct, .object = 1, .count = 2, .outcome = TL_REGISTER_AGAIN);
    TELL(ptr_release, .pointer = BLOCK, .object = 1, .count = 1, .fate = TL_FATE_KEPT);
    assert_int_equal(play_trace("", 0), REPLAY_EXIT_PARTLY);
}

static void a_lost_context_frees_no_block_in_two_managers(void **state)
{
    (void)state;
    tell_struct();
    TELL(context, .thread = 1, .manager = 2);
    /* lost: the context of manager 1 */
    TELL(register_struct, .object = 1, .count = 2, .outcome = TL_REGISTER_AGAIN);
    TELL(ptr_release, .pointer = BLOCK, .object = 1, .count = 1, .fate = TL_FATE_KEPT);
    TELL(release_ptr, .pointer = BLOCK, .object = 1, .fate = TL_FATE_FREED);
    assert_int_equal(play_trace("", 0), REPLAY_EXIT_PARTLY);
}

static void a_vector_that_is_gone_is_not_filled(void **state)
{
    (void)state;
    tell_struct();
    TELL(object_new, .object = 2, .pointer = OTHER, .origin = VECTOR);
    TELL(register_vec_ptr, .object = 2, .count = 1);
    /* lost: an acquire */
    for (int i = 0; i < 4; i++) {
        TELL(ptr_release, .pointer = OTHER, .object = 2, .count = 1, .fate = TL_FATE_KEPT);
        TELL(ptr_release, .pointer = OTHER, .object = 2, .count = 0, .fate = TL_FATE_FREED);
        TELL(element_release, .pointer = BLOCK, .object = 1, .fate = TL_FATE_KEPT);
    }
    assert_int_equal(play_trace("", 0), REPLAY_EXIT_PARTLY);
}

static void what_the_program_freed_is_freed_once(void **state)
{
    (void)state;
    tell_struct();
    /* lost: that the settings had heap=watch */
    TELL(diagnostic, .code = TL_DIAGNOSTIC_FREED_ELSEWHERE, .pointer = BLOCK, .object = 1, .text = "");
    TELL(diagnostic, .code = TL_DIAGNOSTIC_FREED_ELSEWHERE, .pointer = BLOCK, .object = 1, .text = "");
    TELL(ptr_release, .pointer = BLOCK, .object = 1, .fate = TL_FATE_DROPPED);
    assert_int_equal(play_trace("", 0), REPLAY_EXIT_PARTLY);
}

static void a_tensor_that_was_destroyed_is_not_pooled(void **state)
{
    (void)state;
    TELL(object_new, .object = 1, .pointer = BLOCK, .origin = TENSOR);
    TELL(register_tensor, .object = 1, .count = 1);
    TELL(tensor_free, .pointer = BLOCK, .object = 1, .fate = TL_FATE_DESTROYED);
    /* lost: another tensor there */
    TELL(pool_release, .pointer = BLOCK, .object = 2, .outcome = TL_POOL_POOLED);
    TELL(pool_clear, .tensors = 1);
    assert_int_equal(play_trace("", 0), REPLAY_EXIT_PARTLY);
}

static void a_block_that_goes_into_the_pool_is_a_tensor(void **state)
{
    (void)state;
    tell_struct();
    TELL(ptr_release, .pointer = BLOCK, .object = 1, .fate = TL_FATE_FREED);
    /* lost: a tensor there */
    TELL(pool_release, .pointer = BLOCK, .object = 2, .outcome = TL_POOL_POOLED);
    TELL(pool_clear, .tensors = 1);
    assert_int_equal(play_trace("", 0), REPLAY_EXIT_PARTLY);
}

static void a_tensor_that_has_no_memory_is_not_freed(void **state)
{
    (void)state;
    TELL(origin, .origin = HUGE_TENSOR, .kind = TL_KIND_TENSOR, .owner = TL_OWNER_HOST, .elements = UINT64_MAX / 2,
         .name = "");
    TELL(object_new, .object = 1, .pointer = BLOCK, .origin = HUGE_TENSOR);
    TELL(register_tensor, .object = 1, .count = 1);
    TELL(tensor_free, .pointer = BLOCK, .object = 1, .fate = TL_FATE_DESTROYED);
    assert_int_equal(play_trace("", 0), REPLAY_EXIT_PARTLY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_lost_reference_frees_no_block_twice, begin),
        cmocka_unit_test_setup(a_lost_context_frees_no_block_in_two_managers, begin),
        cmocka_unit_test_setup(a_vector_that_is_gone_is_not_filled, begin),
        cmocka_unit_test_setup(what_the_program_freed_is_freed_once, begin),
        cmocka_unit_test_setup(a_tensor_that_was_destroyed_is_not_pooled, begin),
        cmocka_unit_test_setup(a_block_that_goes_into_the_pool_is_a_tensor, begin),
        cmocka_unit_test_setup(a_tensor_that_has_no_memory_is_not_freed, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
