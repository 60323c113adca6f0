/* SPDX-License-Identifier: MIT */
/* Totals by place in place of objects, and what is told at the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <tl/abi.h>
#include <tl/tensor.h>
#include <tl/tlscope.h>

#include "manager/manager.h"
#include "manager/summary.h"
#include "manager/watch_rule.h"
#include "recorder.h"
#include "table/site_totals.h"

static int set_up(void **state)
{
    (void)state;
    runtime.options.resident = 0;
    runtime.options.summary = 1;
    population_start();
    watch_rule_start();
    recorder_start();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    runtime.options.summary = 0;
    population_start();
    watch_rule_start();
    return 0;
}

/* The last totals told under a name; the test fails when there are none. */
static struct tl_event_summary totals_of(const char *name)
{
    for (size_t i = recorder_count(TL_EVENT_summary); i > 0; i--) {
        const struct tl_event_summary *told = &recorder_event(TL_EVENT_summary, i - 1)->summary;
        if (strcmp(told->name, name) == 0)
            return *told;
    }
    fail_msg("no totals of %s", name);
    return (struct tl_event_summary){0};
}

static void totals_are_told_and_no_object(void **state)
{
    (void)state;
    enum { KEPT_BYTES = 3 * 40 };
    void *kept[3];
    for (int i = 0; i < 10; i++) {
        void *block = malloc(40);
        tl_mem_register_struct_named(block, "Counted");
        tl_mem_unregister(block);
        if (i < 3)
            kept[i] = block;
        else
            tl_ptr_release(block);
    }
    assert_int_equal(recorder_count(TL_EVENT_object_new), 0);
    assert_int_equal(recorder_count(TL_EVENT_register_struct_named), 0);
    summary_tell_last();
    const struct tl_event_summary told = totals_of("Counted");
    assert_int_equal(told.births, 10);
    assert_int_equal(told.deaths, 7);
    assert_int_equal(told.peak, 4);
    assert_true(told.live_bytes >= KEPT_BYTES && told.live_bytes == told.born_bytes / 10 * 3);
    assert_int_equal(told.peak_bytes, told.born_bytes / 10 * 4);
    for (int i = 0; i < 3; i++)
        tl_ptr_release(kept[i]);
}

static void what_is_alive_is_told_at_the_end(void **state)
{
    (void)state;
    void *kept = malloc(24);
    tl_mem_enter_scope();
    tl_mem_register_struct_named(kept, "Alive");
    tlscope_keep(kept);
    assert_int_equal(recorder_count(TL_EVENT_keep), 0);
    summary_tell_last();
    assert_int_equal(recorder_last(TL_EVENT_keyframe)->keyframe.objects, 1);
    const uint32_t object = recorder_last(TL_EVENT_inherited_record)->inherited_record.object;
    assert_int_equal(recorder_last(TL_EVENT_keep)->keep.object, object);
    assert_true(recorder_count(TL_EVENT_object_new) >= 1);
    tl_mem_exit_scope();
}

static void only_what_changed_is_told_again(void **state)
{
    (void)state;
    void *block = malloc(24);
    tl_mem_register_struct_named(block, "Once");
    summary_tell_last();
    const size_t told = recorder_count(TL_EVENT_summary);
    summary_tell_last();
    assert_int_equal(recorder_count(TL_EVENT_summary), told);
    watch_rule_start();
    tl_mem_unregister(block);
    tl_ptr_release(block);
    summary_tell_last();
    assert_int_equal(recorder_count(TL_EVENT_summary), told + 1);
    assert_int_equal(totals_of("Once").deaths, 1);
}

static void rare_calls_tell_what_is_due(void **state)
{
    (void)state;
    void *block = malloc(24);
    struct timespec pause = {.tv_sec = 2};
    tl_mem_register_struct_named(block, "Rare");
    nanosleep(&pause, NULL);
    tl_mem_unregister(block);
    assert_int_equal(totals_of("Rare").births, 1);
    tl_ptr_release(block);
}

static void a_tensor_out_of_the_pool_is_born_again(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        tl_tensor *tensor = tlscope_tensor_new(tlscope_manager_global(), 100, TLSCOPE_F32, TLSCOPE_CPU);
        tl_mem_enter_scope();
        tl_mem_register_tensor(tensor);
        tl_mem_exit_scope();
    }
    summary_tell_last();
    const struct tl_event_summary told = totals_of("");
    assert_int_equal(told.births, 5);
    assert_int_equal(told.deaths, 5);
    assert_int_equal(told.peak_bytes, 400);
}

static void an_acquired_pointer_is_counted_as_what_it_turns_out_to_be(void **state)
{
    (void)state;
    void *block = malloc(24);
    tl_ptr_acquire(block);
    tl_mem_register_struct_named(block, "Found");
    tl_mem_unregister(block);
    tl_ptr_release(block);
    tl_ptr_release(block);
    summary_tell_last();
    assert_int_equal(totals_of("Found").births, 1);
    assert_int_equal(totals_of("Found").deaths, 1);
}

/* Of blocks: one that the parent had, and one of the child's own; 0 where all is as it should be. */
static int count_in_child(void *parents)
{
    void *block = malloc(24);
    tl_mem_register_struct_named(block, "Forked");
    tl_ptr_release(parents);
    summary_tell_last();
    const struct tl_event_summary told = totals_of("Forked");
    return told.births == 1 && told.deaths == 0 && told.live_bytes == told.born_bytes ? 0 : 1;
}

static void a_child_counts_what_it_made_itself(void **state)
{
    (void)state;
    void *block = malloc(24);
    int status = -1;
    tl_mem_register_struct_named(block, "Forked");
    tl_mem_unregister(block);
    const pid_t child = fork();
    if (child == 0)
        _exit(count_in_child(block));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    tl_ptr_release(block);
}

static void places_kinds_and_names_are_apart(void **state)
{
    (void)state;
    struct site_totals totals;
    site_totals_init(&totals);
    site_total_birth(site_totals_of(&totals, 7, 3, TL_KIND_TENSOR), 10);
    site_total_birth(site_totals_of(&totals, 7, 3, TL_KIND_STRUCT), 20);
    site_total_birth(site_totals_of(&totals, 8, 3, TL_KIND_TENSOR), 30);
    site_total_birth(site_totals_of(&totals, 7, 3, TL_KIND_TENSOR), 40);
    const struct site_total *total = site_totals_of(&totals, 7, 3, TL_KIND_TENSOR);
    assert_int_equal(total->births, 2);
    assert_int_equal(total->peak_bytes, 50);
    assert_int_equal(site_total_site(total), 7);
    assert_int_equal(site_total_name(total), 3);
    assert_int_equal(site_total_kind(total), TL_KIND_TENSOR);
    assert_int_equal(totals.by_key.count, 3);
    key_map_free(&totals.by_key);
    slab_free(&totals.slab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(totals_are_told_and_no_object, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_alive_is_told_at_the_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_what_changed_is_told_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rare_calls_tell_what_is_due, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_tensor_out_of_the_pool_is_born_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_acquired_pointer_is_counted_as_what_it_turns_out_to_be, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_child_counts_what_it_made_itself, set_up, tear_down),
        cmocka_unit_test(places_kinds_and_names_are_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
