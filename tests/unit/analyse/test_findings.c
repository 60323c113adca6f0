/* SPDX-License-Identifier: MIT */
/* What is found, under which cause, in which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "feed.h"

static void a_clean_program_has_none(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_struct(&feed, 1); /* in the global scope */
    feed_finish(&feed, true);
    assert_int_equal(feed_findings(&feed)->count, 0);
    analysis_free(feed.analysis);
}

static void counted_twice_names_both_places(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_enter(&feed, 2, 2);
    feed_struct(&feed, 1);
    FEED(&feed, unregister, .object = 1, .scope = 2, .site = 8, .outcome = TL_UNREGISTER_HIT);
    FEED(&feed, register_struct, .object = 1, .site = 9, .count = 2, .outcome = TL_REGISTER_RETURNED);
    feed_leave(&feed, 2, 1);
    FEED(&feed, record_release, .object = 1, .count = 1, .fate = TL_FATE_KEPT);
    const struct finding *finding = feed_finish_with_finding(&feed);
    assert_string_equal(finding_name(finding->code), "moved-counted-twice");
    assert_int_equal(finding->cause, 9);
    assert_int_equal(feed_place(finding, "unregistered at"), 8);
    assert_int_equal(feed_place(finding, "registered again at"), 9);
    assert_int_equal(finding->confidence, FINDING_CERTAIN);
    assert_string_equal(finding->key, "leak/moved-counted-twice/struct/Node/site_9/");
    assert_string_equal(finding->sentence,
                        "1 struct \"Node\" (48 bytes) was moved out with tl_mem_unregister and registered again at "
                        "site_9 (program+0x9), which counted it again.");
    analysis_free(feed.analysis);
}

/* One cause, whatever places made the objects. */
static void objects_of_one_cause_are_one_finding(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, origin, .origin = 10, .kind = TL_KIND_STRUCT, .bytes = 8, .site = 2, .name = "Node");
    for (uint32_t object = 1; object <= 4; object++) {
        feed_enter(&feed, object + 1, 2);
        FEED(&feed, object_new, .object = object, .pointer = object * (uint64_t)64,
             .origin = object % 2 ? 10 : ORIGIN_STRUCT);
        FEED(&feed, register_struct, .object = object, .site = 3, .count = 1);
        FEED(&feed, ptr_acquire, .object = object, .site = 8, .count = 2);
        feed_leave(&feed, object + 1, 1);
        FEED(&feed, record_release, .object = object, .count = 1, .fate = TL_FATE_KEPT);
    }
    const struct finding *finding = feed_finish_with_finding(&feed);
    assert_string_equal(finding_name(finding->code), "over-acquired");
    assert_int_equal(finding->cause, 8);
    assert_int_equal(finding->objects, 4);
    assert_int_equal(finding->bytes, 2 * 8 + 2 * STRUCT_BYTES);
    analysis_free(feed.analysis);
}

static void a_vector_and_what_it_holds_are_one_finding(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_enter(&feed, 2, 2);
    FEED(&feed, object_new, .object = 1, .pointer = 0x9000, .origin = ORIGIN_VECTOR);
    FEED(&feed, register_vec_ptr, .object = 1, .site = 3, .count = 1);
    feed_struct(&feed, 2);
    feed_struct(&feed, 3);
    for (uint32_t object = 3; object >= 1; object--) {
        FEED(&feed, unregister, .object = object, .scope = 2, .site = object == 1 ? 8 : 9,
             .outcome = TL_UNREGISTER_HIT);
    }
    feed_leave(&feed, 2, 1);
    FEED(&feed, vector_holds, .vector = 1, .object = 2);
    FEED(&feed, vector_holds, .vector = 1, .object = 3);
    const struct finding *finding = feed_finish_with_finding(&feed);
    assert_int_equal(finding->cause, 8);
    assert_int_equal(finding->kind, TL_KIND_VECTOR);
    assert_int_equal(finding->objects, 1);
    assert_int_equal(finding->inside, 2);
    assert_int_equal(finding->bytes, 24 + 2 * STRUCT_BYTES);
    assert_int_equal(finding->devices.list[0].objects, 1);
    assert_int_equal(finding->devices_in_all.list[0].objects, 3);
    assert_int_equal(finding->devices_in_all.list[0].bytes, finding->bytes);
    analysis_free(feed.analysis);
}

static void misuse_names_the_place_to_look_at(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_STALE_RECORD, .severity = TL_SEVERITY_ERROR, .site = 7,
         .other_site = 8, .text = "");
    FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_EXIT_GLOBAL_SCOPE, .site = 7, .text = "");
    FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_EXIT_GLOBAL_SCOPE, .site = 7, .text = "");
    FEED(&feed, get_pool_count, .site = 1);
    feed_finish(&feed, true);
    const struct findings *findings = feed_findings(&feed);
    assert_int_equal(findings->count, 2);
    const struct finding *stale = findings->list[0];
    assert_int_equal(stale->severity, FINDING_ERROR);
    assert_int_equal(stale->cause, 8);
    assert_int_equal(feed_place(stale, "called at"), 7);
    assert_int_equal(feed_place(stale, "freed at"), 8);
    const struct finding *exits = findings->list[1];
    assert_int_equal(exits->severity, FINDING_WARNING);
    assert_int_equal(exits->times, 2);
    assert_int_equal(exits->cause, 7);
    assert_string_equal(exits->sentence, "Exit of the global scope, which is never popped, 2 times.");
    analysis_free(feed.analysis);
}

/* A slot buffer that was registered, and freed by a scope before the function's exit finds out. */
static void a_registered_buffer_is_looked_for_where_it_was_registered(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_enter(&feed, 2, 2);
    FEED(&feed, object_new, .object = 1, .pointer = 0x9000, .origin = ORIGIN_STRUCT);
    FEED(&feed, register_struct, .object = 1, .site = 8, .count = 1);
    feed_leave(&feed, 2, 1);
    FEED(&feed, record_release, .object = 1, .count = 0, .fate = TL_FATE_FREED);
    FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_NOT_HEAP_BLOCK, .severity = TL_SEVERITY_ERROR, .object = 1, .site = 9,
         .text = "");
    const struct finding *finding = feed_finish_with_finding(&feed);
    assert_int_equal(finding->cause, 8);
    assert_int_equal(feed_place(finding, "registered at"), 8);
    assert_int_equal(feed_place(finding, "called at"), 9);
    analysis_free(feed.analysis);
}

/* A struct of an outer scope, which an inner one could not move out, and which the outer one's exit freed. */
static void freed_though_moved_in_an_inner_scope(struct feed *feed, uint32_t listed_by)
{
    feed_enter(feed, 2, 2);
    feed_struct(feed, 1);
    feed_enter(feed, 3, 3);
    FEED(feed, unregister, .object = 1, .scope = listed_by, .site = 8, .outcome = TL_UNREGISTER_OUTER);
    feed_leave(feed, 3, 2);
    feed_leave(feed, 2, 1);
    FEED(feed, record_release, .object = 1, .count = 0, .fate = TL_FATE_FREED);
    FEED(feed, diagnostic, .code = TL_DIAGNOSTIC_RELEASE_FREED, .severity = TL_SEVERITY_ERROR, .object = 1, .site = 9,
         .other_site = 7, .text = "");
}

static void a_move_that_missed_is_the_cause_of_what_it_let_be_freed(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    freed_though_moved_in_an_inner_scope(&feed, 2);
    const struct finding *finding = feed_finish_with_finding(&feed);
    assert_string_equal(finding_name(finding->code), "release-freed");
    assert_int_equal(finding->cause, 8);
    assert_int_equal(feed_place(finding, "not moved out at"), 8);
    assert_int_equal(feed_place(finding, "called at"), 9);
    assert_non_null(strstr(finding->sentence, "tl_mem_unregister at site_8 (program+0x8) did not find it in the "
                                              "current scope, an outer one lists it: release"));
    assert_non_null(strstr(finding->fix, "unregister=walk"));
    analysis_free(feed.analysis);
}

/* What another scope than the one that freed it lists has nothing to do with that. */
static void a_move_that_missed_elsewhere_is_no_cause(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    freed_though_moved_in_an_inner_scope(&feed, 1);
    assert_int_equal(feed_finish_with_finding(&feed)->cause, 9);
    analysis_free(feed.analysis);
}

/* A scope's reference, which one release gives back too early, and a second one again. */
static void a_release_too_many_is_told_with_the_one_that_came_late(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_enter(&feed, 2, 2);
    feed_struct(&feed, 1);
    FEED(&feed, ptr_release, .object = 1, .site = 8, .count = 0, .fate = TL_FATE_FREED);
    FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_RELEASE_FREED, .severity = TL_SEVERITY_ERROR, .object = 1, .site = 9,
         .other_site = 8, .text = "");
    feed_leave(&feed, 2, 1);
    const struct finding *finding = feed_finish_with_finding(&feed);
    assert_int_equal(finding->cause, 8);
    assert_int_equal(feed_place(finding, "called at"), 9);
    assert_string_equal(finding->sentence,
                        "Release of an object already freed, at site_9 (program+0x9); the release at site_8 "
                        "(program+0x8) had given back a reference too many: nothing was acquired or moved out for it.");
    assert_non_null(strstr(finding->fix, "Take the release at site_8 (program+0x8) out"));
    assert_non_null(strstr(finding->fix, "whether the call at site_9 (program+0x9) has"));
    analysis_free(feed.analysis);
}

/* Here the first release had its reference: the second one is to be taken out. */
static void a_second_release_of_a_moved_reference_is_the_cause_itself(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_enter(&feed, 2, 2);
    feed_struct(&feed, 1);
    FEED(&feed, unregister, .object = 1, .scope = 2, .site = 7, .outcome = TL_UNREGISTER_HIT);
    FEED(&feed, ptr_release, .object = 1, .site = 8, .count = 0, .fate = TL_FATE_FREED);
    FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_RELEASE_FREED, .severity = TL_SEVERITY_ERROR, .object = 1, .site = 9,
         .other_site = 8, .text = "");
    feed_leave(&feed, 2, 1);
    const struct finding *finding = feed_finish_with_finding(&feed);
    assert_int_equal(finding->cause, 9);
    assert_int_equal(feed_place(finding, "freed at"), 8);
    assert_string_equal(finding->sentence, "Release of an object already freed.");
    analysis_free(feed.analysis);
}

static void a_misuse_of_a_newer_runtime_is_told(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, diagnostic, .code = 250, .severity = TL_SEVERITY_ERROR, .site = 7, .text = "");
    assert_int_equal(feed_finish_with_finding(&feed)->severity, FINDING_ERROR);
    analysis_free(feed.analysis);
}

/* How sure of a leak one may be: `lost` events, or the trace beginning late. */
static void confidence_falls_with_what_is_missing(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_enter(&feed, 2, 2);
    feed_struct(&feed, 1);
    FEED(&feed, process_end, .events = feed.events + 1 + 5, .depth = 2, .counted = 1);
    feed_finish(&feed, false);
    assert_int_equal(feed_findings(&feed)->count, 1);
    assert_int_equal(feed_findings(&feed)->list[0]->confidence, FINDING_POSSIBLE);
    analysis_free(feed.analysis);
}

/* Scopes and frames that are open at the end are told by findings of their own, where these are known. */
static void each_misuse_has_a_finding_of_its_name(void **state)
{
    (void)state;
    static const struct {
        uint8_t code;
        const char *name;
    } diagnostics[] = {
#define TL_DIAGNOSTIC(id, number, name, severity, other, meaning) {TL_DIAGNOSTIC_##id, name},
#include "diagnostics.def"
#undef TL_DIAGNOSTIC
    };
    for (size_t i = 0; i < sizeof(diagnostics) / sizeof(*diagnostics); i++) {
        struct feed feed = feed_start();
        FEED(&feed, diagnostic, .code = diagnostics[i].code, .severity = TL_SEVERITY_ERROR, .site = 7, .text = "");
        const struct finding *finding = feed_finish_with_finding(&feed);
        assert_string_equal(finding_name(finding->code), diagnostics[i].name);
        assert_int_equal(finding->category, FINDING_MISUSE);
        assert_true(finding->fix[0] != '\0');
        analysis_free(feed.analysis);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clean_program_has_none),
        cmocka_unit_test(counted_twice_names_both_places),
        cmocka_unit_test(objects_of_one_cause_are_one_finding),
        cmocka_unit_test(a_vector_and_what_it_holds_are_one_finding),
        cmocka_unit_test(misuse_names_the_place_to_look_at),
        cmocka_unit_test(a_registered_buffer_is_looked_for_where_it_was_registered),
        cmocka_unit_test(a_move_that_missed_is_the_cause_of_what_it_let_be_freed),
        cmocka_unit_test(a_move_that_missed_elsewhere_is_no_cause),
        cmocka_unit_test(a_release_too_many_is_told_with_the_one_that_came_late),
        cmocka_unit_test(a_second_release_of_a_moved_reference_is_the_cause_itself),
        cmocka_unit_test(a_misuse_of_a_newer_runtime_is_told),
        cmocka_unit_test(confidence_falls_with_what_is_missing),
        cmocka_unit_test(each_misuse_has_a_finding_of_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
