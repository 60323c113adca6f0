/* SPDX-License-Identifier: MIT */
/*
 * The text report against golden files beside this one. TLSCOPE_REWRITE_GOLDEN=1 in the environment writes them anew.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "feed.h"
#include "report_internal.h"

static char *styled_text_of(const struct feed *feed, const struct report_style *style)
{
    struct report report = {.analysis = feed->analysis};
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    assert_true(report_write_text(&report, stream, style));
    fclose(stream);
    return text;
}

static char *text_of(const struct feed *feed)
{
    return styled_text_of(feed, &(struct report_style){0});
}

static char *file_read(const char *path)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = fopen(path, "r");
    if (!file) {
        fail_msg("%s is missing: TLSCOPE_REWRITE_GOLDEN=1 writes it", path);
    }
    ssize_t length = getdelim(&text, &size, '\0', file);
    assert_true(length >= 0);
    fclose(file);
    return text;
}

static void compare(struct feed *feed, const char *name)
{
    char path[512];
    snprintf(path, sizeof(path), "%s/%s.txt", TLSCOPE_GOLDEN, name);
    char *text = text_of(feed);
    if (getenv("TLSCOPE_REWRITE_GOLDEN")) {
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fputs(text, file);
        fclose(file);
    }
    char *golden = file_read(path);
    assert_string_equal(text, golden);
    free(golden);
    free(text);
    analysis_free(feed->analysis);
}

static void clean_program(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, enter_scope, .scope = 2, .depth = 2, .site = 6);
    FEED(&feed, exit_scope, .scope = 2, .depth = 1, .site = 7);
    feed_finish(&feed, true);
    compare(&feed, "clean");
}

/* Not one call: nothing can be said of the program, least of all that it is clean. */
static void program_without_calls(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_finish(&feed, true);
    compare(&feed, "silent");
}

/* A tensor that no device took, and a call that was made, which is told by nothing else. */
static void a_diagnostic_proves_a_call(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_DEVICE_UNAVAILABLE, .severity = TL_SEVERITY_ERROR, .site = 3,
         .text = "no driver is here");
    feed_finish(&feed, true);
    char *text = text_of(&feed);
    assert_non_null(strstr(text, "device-unavailable"));
    assert_null(strstr(text, "No call of the memory manager"));
    free(text);
    analysis_free(feed.analysis);
}

static void leaky_program(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    for (uint32_t object = 1; object <= 3; object++) {
        FEED(&feed, enter_scope, .scope = object + 1, .depth = 2, .site = 6);
        feed_struct(&feed, object);
        FEED(&feed, unregister, .object = object, .scope = object + 1, .site = 8, .outcome = TL_UNREGISTER_HIT);
        FEED(&feed, register_struct, .object = object, .site = 9, .count = 2, .outcome = TL_REGISTER_RETURNED);
        FEED(&feed, exit_scope, .scope = object + 1, .depth = 1, .site = 7);
        FEED(&feed, record_release, .object = object, .count = 1, .fate = TL_FATE_KEPT);
    }
    FEED(&feed, object_new, .object = 4, .pointer = 0x8000, .origin = ORIGIN_TENSOR);
    FEED(&feed, register_tensor, .object = 4, .site = 2, .count = 1);
    FEED(&feed, ptr_release, .pointer = 0x99, .site = 3, .fate = TL_FATE_UNKNOWN);
    FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_RELEASE_UNKNOWN, .severity = TL_SEVERITY_ERROR, .pointer = 0x99,
         .site = 3, .text = "nobody registered or acquired it");
    FEED(&feed, enter_scope, .scope = 9, .depth = 2, .site = 6);
    FEED(&feed, object_new, .object = 5, .pointer = 0x9000, .origin = ORIGIN_VECTOR);
    FEED(&feed, register_vec_ptr, .object = 5, .site = 3, .count = 1);
    feed_finish(&feed, true);
    compare(&feed, "leaky");
}

/* Two that died, one of them released there, and one that leaks. */
static void feed_sample(struct feed *feed)
{
    for (uint32_t object = 1; object <= 3; object++) {
        const uint32_t scope = object + 1;
        FEED(feed, enter_scope, .scope = scope, .depth = 2, .site = 6);
        feed_struct(feed, object);
        FEED(feed, ptr_acquire, .object = object, .site = 8, .count = 2);
        if (object < 3) {
            FEED(feed, ptr_release, .object = object, .site = 9, .count = 1, .fate = TL_FATE_KEPT);
        }
        FEED(feed, exit_scope, .scope = scope, .depth = 1, .site = 7);
        FEED(feed, record_release, .object = object, .count = object < 3 ? 0 : 1,
             .fate = object < 3 ? TL_FATE_FREED : TL_FATE_KEPT);
    }
    feed_finish(feed, true);
}

static void sampled_objects(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, selection, .one_of = 10, .scope_site = "");
    feed_sample(&feed);
    compare(&feed, "sampled");
}

/* One in 480 bytes: an object of 48 stands for ten. */
static void objects_sampled_by_bytes(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, selection, .one_of = 480, .by_bytes = 1, .scope_site = "");
    feed_sample(&feed);
    char *text = text_of(&feed);
    assert_non_null(strstr(text, "   about 10 structs \"Node\" (about 480 bytes in all; 1 seen) were acquired"));
    free(text);
    analysis_free(feed.analysis);
}

/* Calls were made, of objects that were not asked for: nothing says that the program is not linked. */
static void no_object_was_asked_for(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, selection, .min_size = 1000, .kinds = 1 << TL_KIND_STRUCT, .scope_site = "");
    FEED(&feed, selected, .out_objects = 1, .out_bytes = 24);
    feed_finish(&feed, true);
    compare(&feed, "unseen");
}

static void no_object_was_sampled(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, selection, .one_of = 100000, .scope_site = "");
    FEED(&feed, selected, .objects = 1234, .bytes = 24000);
    feed_finish(&feed, true);
    char *text = text_of(&feed);
    assert_non_null(strstr(text, "  - none of the 1,234 objects made was looked at: --sample takes too few.\n"));
    assert_null(strstr(text, "No call of the memory manager"));
    free(text);
    analysis_free(feed.analysis);
}

static void lost_events(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_struct(&feed, 1);
    FEED(&feed, ptr_acquire, .object = 1, .site = 8, .count = 2);
    FEED(&feed, ptr_acquire, .object = 2, .site = 9, .count = 3); /* how it began was lost */
    FEED(&feed, process_end, .events = feed.events + 1 + 1234, .depth = 1, .counted = 1);
    feed_finish(&feed, false);
    compare(&feed, "lost");
}

static void killed_program(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_struct(&feed, 1);
    feed_finish(&feed, false);
    compare(&feed, "killed");
}

static void recorded_heap(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    HEAP(&feed, start, .blocks = 0);
    for (uint64_t place = 1; place <= 3; place++) {
        HEAP(&feed, place, .place = (uint32_t)place, .address = place, .offset = place, .build_id = "",
             .module = place == 3 ? "/lib/libother.so" : "/nowhere/program");
        HEAP(&feed, alloc, .pointer = 0x10010 * place, .bytes = 48 * place, .place = (uint32_t)place);
    }
    feed_struct(&feed, 1); /* the block of the first place */
    HEAP(&feed, free, .pointer = 0x10010, .place = 3);
    HEAP(&feed, alloc, .pointer = 0x50000, .bytes = 8, .place = 2);
    HEAP(&feed, unreachable, .pointer = 0x20020, .bytes = 96, .place = 2);
    HEAP(&feed, unreachable, .pointer = 0x50000, .bytes = 8, .place = 2, .indirect = 1);
    HEAP(&feed, unreachable, .pointer = 0x30030, .bytes = 144, .place = 3);
    HEAP(&feed, end, .events = 13, .searched = 1);
    feed_finish(&feed, true);
    compare(&feed, "heap");
}

/* Blocks of which nobody told a size. */
static void objects_of_unknown_size(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, origin, .origin = 200, .kind = TL_KIND_STRUCT, .site = 1, .name = "Static");
    for (uint32_t object = 1; object <= 2; object++) {
        FEED(&feed, object_new, .object = object, .pointer = UINT64_C(0x8000) * object, .origin = 200);
        FEED(&feed, register_struct, .object = object, .site = 2, .count = 1);
        if (object == 1) {
            FEED(&feed, unregister, .object = object, .scope = 1, .site = 8, .outcome = TL_UNREGISTER_HIT);
        }
    }
    feed_finish(&feed, true);
    char *text = text_of(&feed);
    assert_non_null(strstr(text, "1 finding: 1 error; leaked: 1 object of unknown size\n"));
    assert_non_null(strstr(text, "      1 struct \"Static\" of unknown size, first seen at "));
    assert_non_null(strstr(text, "\nPeak: 2 objects of unknown size after "));
    assert_null(strstr(text, "0 bytes"));
    free(text);
    analysis_free(feed.analysis);
}

/* A sum is no less than what it lacks. */
static void leaks_of_some_of_unknown_size(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, origin, .origin = 200, .kind = TL_KIND_STRUCT, .site = 1, .name = "Node");
    FEED(&feed, object_new, .object = 1, .pointer = 0x8000, .origin = 200);
    FEED(&feed, register_struct_named, .object = 1, .site = 1, .count = 1);
    feed_struct(&feed, 2);
    for (uint32_t object = 1; object <= 2; object++) {
        FEED(&feed, unregister, .object = object, .scope = 1, .site = 8, .outcome = TL_UNREGISTER_HIT);
    }
    FEED(&feed, object_new, .object = 3, .pointer = 0x9000, .origin = 200);
    FEED(&feed, register_struct_named, .object = 3, .site = 1, .count = 1);
    feed_struct(&feed, 4);
    feed_finish(&feed, true);
    char *text = text_of(&feed);
    assert_non_null(strstr(text, "1 finding: 1 error; leaked: 2 objects, at least 48 bytes\n"));
    assert_non_null(strstr(text, "   2 structs \"Node\" (at least 48 bytes) "));
    assert_non_null(strstr(text, "      2 structs \"Node\", at least 48 bytes, first seen at "));
    free(text);
    analysis_free(feed.analysis);
}

static void peak_of_some_of_unknown_size(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, origin, .origin = 200, .kind = TL_KIND_STRUCT, .site = 1, .name = "Static");
    FEED(&feed, object_new, .object = 1, .pointer = 0x8000, .origin = 200);
    FEED(&feed, register_struct, .object = 1, .site = 2, .count = 1);
    feed_struct(&feed, 2);
    feed_finish(&feed, true);
    char *text = text_of(&feed);
    assert_non_null(strstr(text, "\n     48 bytes in 1 struct \"Node\" made at "));
    assert_non_null(strstr(text, "\n                 1 struct \"Static\" of unknown size made at "));
    free(text);
    analysis_free(feed.analysis);
}

/* Misuse that is alike in weight: what was done to an object comes first, and all are told where that is asked for. */
static void more_findings_than_are_told(void **state)
{
    (void)state;
    enum { WRONG = 25 };
    struct feed feed = feed_start();
    feed_struct(&feed, 1);
    FEED(&feed, ptr_release, .object = 1, .pointer = 0x10010, .site = 3, .fate = TL_FATE_FREED);
    FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_RELEASE_FREED, .severity = TL_SEVERITY_ERROR, .pointer = 0x10010,
         .object = 1, .site = 3, .text = "");
    for (uint32_t i = 0; i < WRONG; i++) {
        FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_BAD_BUFFER_SIZE, .severity = TL_SEVERITY_ERROR, .site = 1 + i % 9,
             .text = "");
        FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_BAD_SLOT_COUNT, .severity = TL_SEVERITY_ERROR, .site = 1 + i % 9,
             .text = "");
        FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_OUT_OF_MEMORY, .severity = TL_SEVERITY_ERROR, .site = 1 + i % 9,
             .text = "");
    }
    feed_finish(&feed, true);
    char *text = styled_text_of(&feed, &(struct report_style){.more = "tlscope report --all run"});
    assert_non_null(strstr(text, "\n1. release-freed (error)\n"));
    assert_non_null(strstr(text, "\n20. "));
    assert_null(strstr(text, "\n21. "));
    assert_non_null(strstr(text, "\n... and 8 more findings; to see all: tlscope report --all run\n"));
    free(text);
    text = styled_text_of(&feed, &(struct report_style){.all = true});
    assert_non_null(strstr(text, "\n28. "));
    assert_null(strstr(text, "... and"));
    free(text);
    analysis_free(feed.analysis);
}

/* Objects of one place, held by different scopes, are told apart by those. */
static void alike_groups_are_told_apart(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, enter_scope, .scope = 2, .depth = 2, .site = 6);
    feed_struct(&feed, 1);
    feed_struct(&feed, 2);
    FEED(&feed, unregister, .object = 2, .scope = 2, .site = 8, .outcome = TL_UNREGISTER_HIT);
    feed_finish(&feed, false);
    char *text = text_of(&feed);
    assert_non_null(strstr(text, "first seen at site_1 (program+0x1), in the scope entered at site_6 (program+0x6)\n"));
    assert_non_null(strstr(text, "first seen at site_1 (program+0x1), in no scope\n"));
    free(text);
    analysis_free(feed.analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clean_program),
        cmocka_unit_test(program_without_calls),
        cmocka_unit_test(a_diagnostic_proves_a_call),
        cmocka_unit_test(leaky_program),
        cmocka_unit_test(sampled_objects),
        cmocka_unit_test(objects_sampled_by_bytes),
        cmocka_unit_test(no_object_was_asked_for),
        cmocka_unit_test(no_object_was_sampled),
        cmocka_unit_test(lost_events),
        cmocka_unit_test(killed_program),
        cmocka_unit_test(recorded_heap),
        cmocka_unit_test(objects_of_unknown_size),
        cmocka_unit_test(leaks_of_some_of_unknown_size),
        cmocka_unit_test(peak_of_some_of_unknown_size),
        cmocka_unit_test(more_findings_than_are_told),
        cmocka_unit_test(alike_groups_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
