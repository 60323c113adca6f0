/* SPDX-License-Identifier: MIT */
/* Which findings fail, by limits and by --fail-on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gate.h"
#include "sample_report.h"

#define UNSET UINT64_MAX

struct limits {
    uint64_t leaks;
    uint64_t bytes;
    uint64_t growth;
    const char *fail_on; /* a word or two, separated by a space */
};

static const struct limits no_limits = {UNSET, UNSET, UNSET, NULL};

static void set(struct limit *limit, uint64_t most)
{
    limit->set = most != UNSET;
    limit->most = limit->set ? most : 0;
}

static void set_limits(struct thresholds *thresholds, const struct limits *limits)
{
    struct document_fault fault = {0};
    char words[64] = "";
    char *rest = NULL;
    set(&thresholds->leaks, limits->leaks);
    set(&thresholds->leaked_bytes, limits->bytes);
    set(&thresholds->growth, limits->growth);
    snprintf(words, sizeof(words), "%s", limits->fail_on ? limits->fail_on : "");
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        assert_true(thresholds_fail_on(thresholds, word, &fault));
    }
    thresholds_default(thresholds);
}

/* That no limit is broken where nothing fails. */
static void assert_agrees(const struct gate *gate)
{
    bool exceeded = false;
    for (size_t i = 0; i < MEASURES; i++) {
        exceeded = exceeded || gate->measures[i].exceeded;
    }
    for (size_t i = 0; i < gate->thresholds.device_count; i++) {
        exceeded = exceeded || gate->devices[i].exceeded;
    }
    assert_true(gate->outcome == GATE_FAILED || !exceeded);
}

/* Which findings fail, as a bit each; with a limit for a device, too, where one is named. */
static unsigned failed_on(const struct limits *limits, const char *device, uint64_t most, const char *report)
{
    struct gate gate = {.source = "test"};
    struct document_fault fault = {0};
    unsigned bits = 0;
    cJSON *json = cJSON_Parse(report);
    const struct document document = {DOCUMENT_REPORT, json};
    assert_true(checked_read(&gate.checked, &document, &fault));
    set_limits(&gate.thresholds, limits);
    if (device) {
        thresholds_limit_device(&gate.thresholds, device, most);
    }
    gate_judge(&gate);
    for (size_t i = 0; i < gate.checked.count; i++) {
        bits |= gate.checked.items[i].status == STATUS_FAILED ? 1U << i : 0;
        assert_int_equal(gate.checked.items[i].status == STATUS_FAILED, gate.checked.items[i].failed_by != NULL);
    }
    assert_int_equal(gate.outcome, bits ? GATE_FAILED : GATE_CLEAN);
    assert_agrees(&gate);
    gate_free(&gate);
    thresholds_free(&gate.thresholds);
    checked_free(&gate.checked);
    cJSON_Delete(json);
    return bits;
}

static unsigned failed_by(const struct limits *limits, const char *report)
{
    return failed_on(limits, NULL, 0, report);
}

#define BIT(finding)  (1U << (finding))
#define COUNTED_LEAKS (BIT(AT_LEAK) | BIT(AT_SMALL_LEAK))

static void assert_fails(struct limits limits, unsigned bits)
{
    assert_int_equal(failed_by(&limits, REPORT(ALL_FINDINGS)), bits);
}

static void without_limits(void **state)
{
    (void)state;
    assert_fails(no_limits, COUNTED_LEAKS | BIT(AT_MISUSE) | BIT(AT_GROWTH));
    assert_int_equal(failed_by(&no_limits, REPORT(NOTE)), 0);
    assert_int_equal(failed_by(&no_limits, REPORT("")), 0);
}

/* A limit leaves the others as they are. */
static void each_limit_by_itself(void **state)
{
    (void)state;
    const unsigned others = BIT(AT_MISUSE) | BIT(AT_GROWTH);
    assert_fails((struct limits){6, UNSET, UNSET, NULL}, others);
    assert_fails((struct limits){5, UNSET, UNSET, NULL}, others | COUNTED_LEAKS);
    assert_fails((struct limits){UNSET, 2584, UNSET, NULL}, others);
    assert_fails((struct limits){UNSET, 2583, UNSET, NULL}, others | COUNTED_LEAKS);
    assert_fails((struct limits){5, 1000000, UNSET, NULL}, others | COUNTED_LEAKS);
    assert_fails((struct limits){6, 100, UNSET, NULL}, others | COUNTED_LEAKS);
    assert_fails((struct limits){UNSET, UNSET, 4097, NULL}, COUNTED_LEAKS | BIT(AT_MISUSE));
    assert_fails((struct limits){UNSET, UNSET, 4096, NULL}, COUNTED_LEAKS | others);
    assert_fails((struct limits){6, UNSET, 4097, "none"}, 0);
}

static void words_that_fail(void **state)
{
    (void)state;
    const uint64_t many = 1000000;
    assert_fails((struct limits){many, UNSET, many, "error"}, BIT(AT_MISUSE));
    assert_fails((struct limits){many, UNSET, many, "warning"}, BIT(AT_MISUSE));
    assert_fails((struct limits){many, UNSET, many, "note"}, BIT(AT_MISUSE) | BIT(AT_NOTE));
    assert_fails((struct limits){many, UNSET, many, "leak"}, COUNTED_LEAKS | BIT(AT_NOTE));
    assert_fails((struct limits){many, UNSET, many, "growth"}, BIT(AT_GROWTH));
    assert_fails((struct limits){many, UNSET, many, "over-acquired misuse"}, BIT(AT_SMALL_LEAK) | BIT(AT_MISUSE));
    assert_fails((struct limits){many, UNSET, many, "alive-when-killed"}, BIT(AT_NOTE));
}

/* A word that no finding can meet would be a gate that never closes. */
static void words_that_mean_nothing(void **state)
{
    (void)state;
    struct thresholds thresholds = {0};
    struct document_fault fault = {0};
    assert_false(thresholds_fail_on(&thresholds, "over-aquired", &fault));
    assert_non_null(strstr(fault.text, "over-aquired"));
    assert_false(thresholds_fail_on(&thresholds, "", &fault));
    thresholds_free(&thresholds);
}

#define GROWTH_IN_OBJECTS                                                                                              \
    FINDING("g1", "growth", "grows-per-iteration", "warning",                                                          \
            "\"objects\":9,\"bytes\":0,\"times\":9,\"bytes_per_iteration\":0,\"objects_per_iteration\":1", "null")

static void growth_of_unknown_size(void **state)
{
    (void)state;
    assert_int_equal(failed_by(&no_limits, REPORT(GROWTH_IN_OBJECTS)), 1);
    assert_int_equal(failed_by(&(struct limits){UNSET, UNSET, 1, NULL}, REPORT(GROWTH_IN_OBJECTS)), 0);
}

#define ON_CPU(bytes)                                                                                                  \
    "\"objects\":5,\"bytes\":100,\"times\":5,\"by_device\":{\"cpu\":{\"objects\":5,\"bytes\":" bytes "}}"
#define LEAK_ON_CPU(bytes) FINDING("l1", "leak", "over-acquired", "warning", ON_CPU(bytes), "null")

/* What is told of no device is held against the limit of all. */
static void limits_of_devices(void **state)
{
    (void)state;
    const struct limits none = {UNSET, 0, UNSET, NULL};
    assert_int_equal(failed_on(&none, "cpu", 100, REPORT(LEAK_ON_CPU("100"))), 0);
    assert_int_equal(failed_on(&none, "cpu", 99, REPORT(LEAK_ON_CPU("100"))), 1);
    assert_int_equal(failed_on(&none, "cpu", 100, REPORT(LEAK_ON_CPU("60"))), 1);
    assert_int_equal(failed_on(&no_limits, "cpu", 100, REPORT(LEAK_ON_CPU("60"))), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_limits),         cmocka_unit_test(each_limit_by_itself),
        cmocka_unit_test(words_that_fail),        cmocka_unit_test(words_that_mean_nothing),
        cmocka_unit_test(growth_of_unknown_size), cmocka_unit_test(limits_of_devices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
