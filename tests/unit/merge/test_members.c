/* SPDX-License-Identifier: MIT */
/* Members read with faults told, counts at their limit, numbers written exactly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "members.h"
#include "print.h"

static const char *const words[] = {"one", "two", NULL};

static void members_of_their_types(void **state)
{
    (void)state;
    struct document_fault fault = {0};
    cJSON *object = cJSON_Parse("{\"count\": 7, \"rate\": 0.5, \"flag\": true, \"text\": \"two\", \"none\": null,"
                                " \"list\": [], \"more\": {}}");
    assert_int_equal(member_count(object, "count", &fault), 7);
    assert_true(member_rate(object, "rate", &fault) == 0.5);
    assert_true(member_rate(object, "absent", &fault) == 0);
    assert_true(member_flag(object, "flag", &fault));
    assert_string_equal(member_text(object, "text", &fault), "two");
    assert_null(member_text_or_null(object, "none", &fault));
    assert_int_equal(member_word(object, "text", words, &fault), 1);
    assert_non_null(member_array(object, "list", &fault));
    assert_non_null(member_object(object, "more", &fault));
    assert_false(fault_is(&fault));
    cJSON_Delete(object);
}

static void assert_fault(const char *json, const char *expected)
{
    struct document_fault fault = {0};
    cJSON *object = cJSON_Parse(json);
    fault_set_where(&fault, "part[%d]", 3);
    assert_int_equal(member_count(object, "count", &fault), 0);
    assert_string_equal(fault.text, expected);
    cJSON_Delete(object);
}

static void counts_that_are_none(void **state)
{
    (void)state;
    assert_fault("{}", "part[3]: 'count' is missing");
    assert_fault("[]", "part[3]: 'count' is missing");
    assert_fault("{\"count\": \"7\"}", "part[3]: 'count' is no number");
    assert_fault("{\"count\": -1}", "part[3]: 'count' is no count");
    assert_fault("{\"count\": 0.5}", "part[3]: 'count' is no count");
    assert_fault("{\"count\": 1e999}", "part[3]: 'count' is no count");
}

static void the_first_fault_is_kept(void **state)
{
    (void)state;
    struct document_fault fault = {0};
    cJSON *object = cJSON_Parse("{\"text\": 1, \"list\": {}}");
    assert_string_equal(member_text(object, "text", &fault), "");
    assert_null(member_array(object, "list", &fault));
    assert_string_equal(fault.text, "'text' is no text");
    cJSON_Delete(object);
}

static void counts_at_their_limit(void **state)
{
    (void)state;
    struct document_fault fault = {0};
    cJSON *object = cJSON_Parse("{\"most\": 9007199254740991, \"over\": 1e300}");
    assert_true(member_count(object, "most", &fault) == COUNT_MOST);
    assert_true(member_count(object, "over", &fault) == COUNT_MOST);
    assert_false(fault_is(&fault));
    assert_true(count_sum(COUNT_MOST, COUNT_MOST) == COUNT_MOST);
    assert_true(count_sum(COUNT_MOST - 1, 1) == COUNT_MOST);
    assert_true(count_sum(COUNT_MOST - 2, 1) == COUNT_MOST - 1);
    cJSON_Delete(object);
}

static void assert_printed(double number, const char *expected)
{
    cJSON *array = cJSON_CreateArray();
    cJSON_AddItemToArray(array, cJSON_CreateNumber(number));
    char *text = print_text(array);
    assert_non_null(text);
    assert_string_equal(text, expected);
    free(text);
    cJSON_Delete(array);
}

static void numbers_are_exact(void **state)
{
    (void)state;
    assert_printed(0, "[0]");
    assert_printed(-7, "[-7]");
    assert_printed(9007199254740991, "[9007199254740991]");
    assert_printed(9007199254740990, "[9007199254740990]");
    assert_printed(0.1, "[0.1]");
    assert_printed(0.1 + 0.2, "[0.30000000000000004]");
    assert_printed(1e300, "[1e+300]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_of_their_types),  cmocka_unit_test(counts_that_are_none),
        cmocka_unit_test(the_first_fault_is_kept), cmocka_unit_test(counts_at_their_limit),
        cmocka_unit_test(numbers_are_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
