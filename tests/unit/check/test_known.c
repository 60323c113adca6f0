/* SPDX-License-Identifier: MIT */
/* Suppressions and baselines against findings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "baseline.h"
#include "checked.h"
#include "sample_report.h"
#include "suppressions.h"

struct fixture {
    cJSON *report;
    struct checked checked;
    struct suppressions suppressions;
    struct baseline baseline;
    char path[32];
};

static void begin(struct fixture *fixture, const char *report)
{
    struct document_fault fault = {0};
    memset(fixture, 0, sizeof(*fixture));
    fixture->report = cJSON_Parse(report);
    assert_non_null(fixture->report);
    const struct document document = {DOCUMENT_REPORT, fixture->report};
    assert_true(checked_read(&fixture->checked, &document, &fault));
    memcpy(fixture->path, "/tmp/tlscope-unit.XXXXXX", sizeof("/tmp/tlscope-unit.XXXXXX"));
    int file = mkstemp(fixture->path);
    assert_true(file >= 0);
    close(file);
}

static void end(struct fixture *fixture)
{
    unlink(fixture->path);
    suppressions_free(&fixture->suppressions);
    baseline_free(&fixture->baseline);
    checked_free(&fixture->checked);
    cJSON_Delete(fixture->report);
}

static void write_file(const struct fixture *fixture, const char *text)
{
    FILE *file = fopen(fixture->path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* Which findings the lines suppress, as a bit each. */
static unsigned suppressed_by(const char *lines)
{
    struct fixture fixture;
    struct document_fault fault = {0};
    unsigned bits = 0;
    begin(&fixture, REPORT(ALL_FINDINGS));
    write_file(&fixture, lines);
    if (!suppressions_read(&fixture.suppressions, fixture.path, &fault)) {
        fail_msg("%s", fault.text);
    }
    suppressions_apply(&fixture.suppressions, &fixture.checked);
    for (size_t i = 0; i < fixture.checked.count; i++) {
        bits |= fixture.checked.items[i].status == STATUS_SUPPRESSED ? 1U << i : 0;
    }
    end(&fixture);
    return bits;
}

#define BIT(finding) (1U << (finding))
#define LEAKS        (BIT(AT_LEAK) | BIT(AT_SMALL_LEAK) | BIT(AT_NOTE))

static void suppressions_fit(void **state)
{
    (void)state;
    assert_int_equal(suppressed_by("# nothing\n\n"), 0);
    assert_int_equal(suppressed_by("leak:*"), LEAKS);
    assert_int_equal(suppressed_by("any:*"), BIT(ALL_COUNT) - 1);
    assert_int_equal(suppressed_by("misuse:*\ngrowth:*\n"), BIT(AT_MISUSE) | BIT(AT_GROWTH));
    assert_int_equal(suppressed_by("heap:*\nscope:*"), 0);
    assert_int_equal(suppressed_by("leak:run_batch"), BIT(AT_LEAK));
    assert_int_equal(suppressed_by("  leak: run_b \r\n"), BIT(AT_LEAK));
    assert_int_equal(suppressed_by("leak:^run_batch$"), BIT(AT_LEAK));
    assert_int_equal(suppressed_by("leak:model.tl:40"), BIT(AT_LEAK));
    assert_int_equal(suppressed_by("growth:run_batch"), 0);
    assert_int_equal(suppressed_by("any:function=^loop$"), BIT(AT_GROWTH));
    assert_int_equal(suppressed_by("any:function=loop"), BIT(AT_GROWTH));
    assert_int_equal(suppressed_by("any:function=train.tl"), 0);
    assert_int_equal(suppressed_by("any:file=^model.tl$"), BIT(AT_LEAK));
    assert_int_equal(suppressed_by("any:scope=train.tl:12"), BIT(ALL_COUNT) - 1);
    assert_int_equal(suppressed_by("any:scope=model.tl"), 0);
    assert_int_equal(suppressed_by("leak:name=weights"), LEAKS);
    assert_int_equal(suppressed_by("leak:kind=^tensor$"), LEAKS);
    assert_int_equal(suppressed_by("leak:kind=^vector$"), 0);
    assert_int_equal(suppressed_by("any:code=^release-freed$"), BIT(AT_MISUSE));
}

/* All conditions must fit; a comma ends one only where another begins. */
static void conditions_add_up(void **state)
{
    (void)state;
    assert_int_equal(suppressed_by("leak:file=^model.tl$,code=moved"), BIT(AT_LEAK));
    assert_int_equal(suppressed_by("leak:file=^model.tl$,code=over-acquired"), 0);
    assert_int_equal(suppressed_by("leak:function=^f(int, char)$"), BIT(AT_SMALL_LEAK));
    assert_int_equal(suppressed_by("leak:function=^f(int, char)$,kind=tensor"), BIT(AT_SMALL_LEAK));
    assert_int_equal(suppressed_by("leak:f(int, char),kind=vector"), 0);
}

static void wrong_lines_are_told(void **state)
{
    (void)state;
    static const char *const lines[] = {"leak", "leak:", "leak: ", "loek:foo", "leak:function=", "leak:a,kind="};
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct fixture fixture;
        struct document_fault fault = {0};
        begin(&fixture, REPORT(LEAK));
        write_file(&fixture, "# one\n");
        FILE *file = fopen(fixture.path, "a");
        assert_non_null(file);
        fprintf(file, "%s\n", lines[i]);
        fclose(file);
        assert_false(suppressions_read(&fixture.suppressions, fixture.path, &fault));
        assert_non_null(strstr(fault.text, ":2: '"));
        end(&fixture);
    }
}

/* Lines made for what is found suppress it, one by one, and nothing else. */
static void printed_suppressions_fit(void **state)
{
    (void)state;
    static const char *const reports[] = {REPORT(LEAK), REPORT(SMALL_LEAK), REPORT(MISUSE), REPORT(GROWTH)};
    for (size_t i = 0; i < sizeof(reports) / sizeof(reports[0]); i++) {
        struct fixture fixture;
        char *lines = NULL;
        size_t size = 0;
        begin(&fixture, reports[i]);
        FILE *file = open_memstream(&lines, &size);
        assert_non_null(file);
        suppressions_print(&fixture.checked, file);
        fclose(file);
        assert_int_equal(suppressed_by(lines), BIT(i));
        free(lines);
        end(&fixture);
    }
}

/* Has the baseline of one report applied to another, through a file. */
static void apply(struct fixture *fixture, const char *before, const char *after)
{
    struct fixture made;
    struct document_fault fault = {0};
    begin(fixture, after);
    begin(&made, before);
    baseline_make(&made.baseline, &made.checked);
    FILE *file = fopen(fixture->path, "w");
    assert_non_null(file);
    assert_true(baseline_write(&made.baseline, file));
    fclose(file);
    end(&made);
    if (!baseline_read(&fixture->baseline, fixture->path, &fault)) {
        fail_msg("%s", fault.text);
    }
    baseline_apply(&fixture->baseline, &fixture->checked);
}

static void same_findings_are_known(void **state)
{
    (void)state;
    struct fixture fixture;
    apply(&fixture, REPORT(ALL_FINDINGS), REPORT(ALL_FINDINGS));
    for (size_t i = 0; i < fixture.checked.count; i++) {
        assert_int_equal(fixture.checked.items[i].status, STATUS_KNOWN);
        assert_false(fixture.checked.items[i].grown);
    }
    end(&fixture);
}

static void new_findings_are_not(void **state)
{
    (void)state;
    struct fixture fixture;
    apply(&fixture, REPORT(LEAK), REPORT(LEAK "," MISUSE));
    assert_int_equal(fixture.checked.items[0].status, STATUS_KNOWN);
    assert_int_equal(fixture.checked.items[1].status, STATUS_PASSED);
    assert_false(fixture.checked.items[1].grown);
    end(&fixture);
}

/* Two processes with the same finding, where the baseline knows one of them. */
static void grown_findings_count_by_the_rest(void **state)
{
    (void)state;
    struct fixture fixture;
    apply(&fixture, REPORT(LEAK), REPORT(LEAK "," LEAK));
    assert_int_equal(fixture.checked.items[0].status, STATUS_KNOWN);
    assert_int_equal(fixture.checked.items[1].status, STATUS_PASSED);
    assert_true(fixture.checked.items[1].grown);
    assert_int_equal(fixture.checked.items[1].new_count, 5);
    end(&fixture);
    apply(&fixture, REPORT(LEAK "," LEAK), REPORT(LEAK "," LEAK));
    assert_int_equal(fixture.checked.items[1].status, STATUS_KNOWN);
    end(&fixture);
}

#define GROWTH_OF(bytes)                                                                                               \
    FINDING("g1", "growth", "grows-per-iteration", "warning",                                                          \
            "\"objects\":900,\"bytes\":900,\"times\":900,\"bytes_per_iteration\":" bytes                               \
            ",\"objects_per_iteration\":1",                                                                            \
            "null")

#define LEAK_OF(objects, bytes)                                                                                        \
    FINDING("l1", "leak", "moved-counted-twice", "error", "\"objects\":" objects ",\"bytes\":" bytes ",\"times\":5",   \
            "null")
#define MISUSE_OF(bytes)                                                                                               \
    FINDING("m1", "misuse", "release-freed", "error", "\"objects\":1,\"bytes\":" bytes ",\"times\":3", "null")

/* Of leaks; misuse is counted by its times. */
static void growth_in_bytes_alone_is_not_known(void **state)
{
    (void)state;
    struct fixture fixture;
    apply(&fixture, REPORT(LEAK), REPORT(LEAK_OF("5", "2561")));
    assert_int_equal(fixture.checked.items[0].status, STATUS_PASSED);
    assert_true(fixture.checked.items[0].grown);
    assert_int_equal(fixture.checked.items[0].new_count, 0);
    assert_int_equal(fixture.checked.items[0].new_bytes, 1);
    end(&fixture);
    apply(&fixture, REPORT(LEAK), REPORT(LEAK_OF("4", "2560")));
    assert_int_equal(fixture.checked.items[0].status, STATUS_KNOWN);
    end(&fixture);
    apply(&fixture, REPORT(MISUSE), REPORT(MISUSE_OF("9")));
    assert_int_equal(fixture.checked.items[0].status, STATUS_KNOWN);
    end(&fixture);
}

/* Longer runs are not more growth; a hundredth is noise. */
static void growth_is_known_by_its_rate(void **state)
{
    (void)state;
    struct fixture fixture;
    apply(&fixture, REPORT(GROWTH), REPORT(GROWTH_OF("4100")));
    assert_int_equal(fixture.checked.items[0].status, STATUS_KNOWN);
    end(&fixture);
    apply(&fixture, REPORT(GROWTH), REPORT(GROWTH_OF("4200")));
    assert_int_equal(fixture.checked.items[0].status, STATUS_PASSED);
    assert_true(fixture.checked.items[0].grown);
    end(&fixture);
}

/* One of ten objects was looked at: about so many, give or take. */
#define SAMPLED(finding, kind, name)                                                                                   \
    "{\"key\":\"" finding "\",\"sentence\":\"what happened\",\"fix\":\"what to do\",\"kind\":" kind                    \
    ",\"name\":\"" name "\",\"cause\":null,\"places\":[],\"times\":1"
#define LEAK_ABOUT(objects, error, bytes, bytes_error)                                                                 \
    SAMPLED("l1", "\"tensor\"", "weights")                                                                             \
    ",\"category\":\"leak\",\"code\":\"moved-counted-twice\",\"severity\":\"error\",\"confidence\":\"certain\","       \
    "\"objects\":1,\"bytes\":512,\"estimated\":{\"objects\":" objects ",\"objects_error\":" error ",\"bytes\":" bytes  \
    ",\"bytes_error\":" bytes_error "}}"
#define MISUSE_AT(kind_in_key, name, place, kind)                                                                      \
    SAMPLED("misuse/release-freed/" kind_in_key "/" name place, kind, name)                                            \
    ",\"category\":\"misuse\",\"code\":\"release-freed\",\"severity\":\"error\",\"confidence\":\"certain\","           \
    "\"objects\":0,\"bytes\":0}"

/* What a sample of objects, or a choice of them, is told of. */
#define SELECTED(findings)                                                                                             \
    "{\"schema_version\":" TEXT_OF(REPORT_SCHEMA_VERSION) ",\"trace\":{\"read\":\"whole\",\"damage\":[]}," SUMMARY     \
                                                          ",\"recording\":{\"selection\":{\"sampled_one_of\":10}},"    \
                                                          "\"findings\":[" findings "],\"children\":[]}"

static enum status status_of(const char *before, const char *after)
{
    struct fixture fixture;
    apply(&fixture, before, after);
    const enum status status = fixture.checked.items[0].status;
    end(&fixture);
    return status;
}

/* Five objects of 2560 bytes are known. */
static void estimates_are_known_within_their_errors(void **state)
{
    (void)state;
    assert_int_equal(status_of(REPORT(LEAK), SELECTED(LEAK_ABOUT("10", "6", "5120", "3000"))), STATUS_KNOWN);
    assert_int_equal(status_of(REPORT(LEAK), SELECTED(LEAK_ABOUT("10", "4", "5120", "3000"))), STATUS_PASSED);
    assert_int_equal(status_of(REPORT(LEAK), SELECTED(LEAK_ABOUT("10", "6", "5120", "2000"))), STATUS_PASSED);
    assert_int_equal(status_of(REPORT(LEAK), SELECTED(LEAK_ABOUT("null", "null", "5120", "3000"))), STATUS_KNOWN);
    assert_int_equal(status_of(REPORT(LEAK), SELECTED(LEAK_ABOUT("null", "null", "5120", "2000"))), STATUS_PASSED);
    assert_int_equal(status_of(SELECTED(LEAK_ABOUT("1", "4", "512", "2048")), REPORT(LEAK)), STATUS_KNOWN);
    assert_int_equal(status_of(SELECTED(LEAK_ABOUT("1", "3", "512", "2048")), REPORT(LEAK)), STATUS_PASSED);
    assert_int_equal(status_of(SELECTED(LEAK_ABOUT("null", "null", "512", "2048")), REPORT(LEAK)), STATUS_KNOWN);
    struct fixture fixture; /* an error is used up by what it excuses */
    apply(&fixture, SELECTED(LEAK_ABOUT("1", "8", "512", "4096")), REPORT(LEAK "," LEAK "," LEAK));
    assert_int_equal(fixture.checked.items[0].status, STATUS_KNOWN);
    assert_int_equal(fixture.checked.items[1].status, STATUS_PASSED);
    assert_int_equal(fixture.checked.items[2].status, STATUS_PASSED);
    end(&fixture);
}

/* Where its object was not looked at, a misuse is told without kind and name. */
static void misuse_of_what_was_not_looked_at_is_known(void **state)
{
    (void)state;
#define NAMED     MISUSE_AT("tensor", "a/b", "/finish/model.tl", "\"tensor\"")
#define NAMELESS  MISUSE_AT("", "", "/finish/model.tl", "null")
#define ELSEWHERE MISUSE_AT("", "", "/begin/model.tl", "null")
    assert_int_equal(status_of(REPORT(NAMED), SELECTED(NAMELESS)), STATUS_KNOWN);
    assert_int_equal(status_of(SELECTED(NAMELESS), REPORT(NAMED)), STATUS_KNOWN);
    assert_int_equal(status_of(REPORT(NAMED), SELECTED(ELSEWHERE)), STATUS_PASSED);
    assert_int_equal(status_of(REPORT(NAMED), SELECTED(NAMELESS "," NAMELESS)), STATUS_KNOWN);
    assert_int_equal(status_of(SELECTED(NAMED), REPORT(MISUSE_AT("tensor", "c", "/finish/model.tl", "\"tensor\""))),
                     STATUS_PASSED);
    assert_int_equal(status_of(REPORT(NAMED), REPORT(NAMELESS)), STATUS_PASSED);
    assert_int_equal(status_of(REPORT(NAMELESS), REPORT(NAMED)), STATUS_PASSED);
#undef NAMED
#undef NAMELESS
#undef ELSEWHERE
}

static void gone_findings_are_told(void **state)
{
    (void)state;
    struct fixture fixture;
    apply(&fixture, REPORT(LEAK "," MISUSE), REPORT(MISUSE));
    assert_int_equal(fixture.baseline.count, 2);
    assert_string_equal(fixture.baseline.entries[0].key, "l1");
    assert_false(fixture.baseline.entries[0].found);
    assert_true(fixture.baseline.entries[1].found);
    end(&fixture);
}

static void wrong_baselines_are_told(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "{",
        "[]",
        "{}",
        "{\"tlscope_baseline\":2,\"findings\":{}}",
        "{\"tlscope_baseline\":1,\"findings\":[]}",
        "{\"tlscope_baseline\":1,\"findings\":{\"k\":{}}}",
        "{\"tlscope_baseline\":1,\"findings\":{\"k\":{\"count\":-1}}}",
        "{\"tlscope_baseline\":1,\"findings\":{}} more",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct fixture fixture;
        struct document_fault fault = {0};
        begin(&fixture, REPORT(LEAK));
        write_file(&fixture, texts[i]);
        assert_false(baseline_read(&fixture.baseline, fixture.path, &fault));
        assert_non_null(strstr(fault.text, fixture.path));
        end(&fixture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(suppressions_fit),
        cmocka_unit_test(conditions_add_up),
        cmocka_unit_test(wrong_lines_are_told),
        cmocka_unit_test(printed_suppressions_fit),
        cmocka_unit_test(same_findings_are_known),
        cmocka_unit_test(new_findings_are_not),
        cmocka_unit_test(grown_findings_count_by_the_rest),
        cmocka_unit_test(growth_in_bytes_alone_is_not_known),
        cmocka_unit_test(growth_is_known_by_its_rate),
        cmocka_unit_test(estimates_are_known_within_their_errors),
        cmocka_unit_test(misuse_of_what_was_not_looked_at_is_known),
        cmocka_unit_test(gone_findings_are_told),
        cmocka_unit_test(wrong_baselines_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
