/* SPDX-License-Identifier: MIT */
/* Lifetimes come out in order of birth, however many pieces they waited in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "object_rows.h"

enum { MANY = 5000 };

static uint64_t drawn = 1;

static uint32_t draw(uint32_t below)
{
    drawn = drawn * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(drawn >> 33) % below;
}

/* Everything in a row follows from its number, so that any mix-up shows. */
static struct object_row row_of(uint32_t number)
{
    struct object_row row;
    row.birth = (uint64_t)number / 3 * 1000000;
    row.lifetime = (uint64_t)number << number % 40;
    row.size = number % 5 ? number : UINT64_MAX;
    row.address = number % 2 ? UINT64_MAX - number : number * UINT64_C(4096);
    row.number = number;
    row.process = number % 3;
    row.site = UINT32_MAX - number;
    row.freed = number * 7;
    row.scope = number % 11;
    row.name = number % 13;
    row.thread = number % 17;
    row.kind = (uint8_t)(number % 4);
    row.end = (uint8_t)(number % 5);
    row.device = (uint8_t)(number % 3);
    row.verdict = (uint8_t)(number % 7);
    row.leaked = number % 2;
    return row;
}

struct expecting {
    uint32_t taken;
};

static void expect_row(void *context, const struct object_row *row)
{
    struct expecting *expecting = context;
    const struct object_row expected = row_of(expecting->taken++);
    assert_memory_equal(row, &expected, offsetof(struct object_row, leaked) + sizeof(expected.leaked));
}

static void expect_sorted(size_t most, uint32_t count)
{
    struct object_rows rows;
    struct expecting expecting = {0};
    uint32_t *order = calloc(count + 1, sizeof(*order));
    object_rows_init(&rows, most);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t other = draw(i + 1);
        order[i] = order[other];
        order[other] = i;
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct object_row row = row_of(order[i]);
        object_rows_add(&rows, &row);
    }
    assert_true(object_rows_each(&rows, expect_row, &expecting));
    assert_int_equal(expecting.taken, count);
    object_rows_free(&rows);
    free(order);
}

static void few_stay_in_memory(void **state)
{
    (void)state;
    expect_sorted(0, 0);
    expect_sorted(0, MANY);
    expect_sorted(MANY, MANY);
}

static void many_wait_in_pieces(void **state)
{
    (void)state;
    expect_sorted(1, 100);
    expect_sorted(7, MANY);
    expect_sorted(1000, MANY);
    expect_sorted(MANY - 1, MANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_stay_in_memory),
        cmocka_unit_test(many_wait_in_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
