/* SPDX-License-Identifier: MIT */
/* The tables everything stands on, held against plain arrays over random operations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/key_table.h"
#include "table/names.h"
#include "table/tensors.h"

struct item {
    uint64_t key;
    uint64_t value;
};

static uint32_t seed = 12345;

static uint32_t draw(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static void map_agrees_with_an_array(void **state)
{
    (void)state;
    enum { KEYS = 3000, STEPS = 200000 };
    static uint32_t expected[KEYS];
    struct slab slab;
    struct key_map map;
    memset(expected, 0, sizeof expected);
    slab_init(&slab, sizeof(struct item));
    key_map_init(&map, 4);
    for (int step = 0; step < STEPS; step++) {
        const uint32_t place = draw(KEYS);
        const uint64_t key = place * UINT64_C(16) + 0x550000000000;
        assert_int_equal(key_map_find(&map, key), expected[place]);
        if (expected[place] == 0 && draw(3) != 0) {
            const uint32_t item = slab_add(&slab);
            assert_int_not_equal(item, 0);
            assert_int_equal(((struct item *)slab_item(&slab, item))->value, 0);
            *(struct item *)slab_item(&slab, item) = (struct item){key, 1};
            assert_true(key_map_set(&map, key, item));
            expected[place] = item;
        } else if (expected[place] != 0 && draw(2) != 0) {
            key_map_remove(&map, key, expected[place]);
            slab_remove(&slab, expected[place]);
            expected[place] = 0;
        }
        assert_int_equal(map.count, slab.used);
    }
    key_map_free(&map);
    slab_free(&slab);
}

static void items_come_and_go_under_their_keys(void **state)
{
    (void)state;
    const uint64_t last = UINT64_C(2) * SLAB_CHUNK_ITEMS;
    struct key_table table;
    key_table_init(&table, sizeof(struct item));
    assert_null(key_table_find(&table, 7));
    key_table_remove(&table, 7);
    for (uint64_t key = 1; key <= last; key++)
        ((struct item *)key_table_add(&table, key))->value = key * key;
    key_table_remove(&table, 7);
    assert_null(key_table_find(&table, 7));
    assert_int_equal(((const struct item *)key_table_find(&table, 8))->value, 64);
    assert_int_equal(((const struct item *)key_table_add(&table, 7))->value, 0);
    for (uint64_t key = 1; key <= last; key++)
        key_table_remove(&table, key);
    assert_int_equal(table.slab.used, 0);
    assert_null(key_table_find(&table, 8));
}

static void tables_shrink_again(void **state)
{
    (void)state;
    enum { ITEMS = 2000000 };
    struct slab slab;
    struct key_map map;
    uint32_t *items = calloc(ITEMS, sizeof *items);
    slab_init(&slab, sizeof(struct item));
    key_map_init(&map, 4);
    for (uint32_t i = 0; i < ITEMS; i++) {
        items[i] = slab_add(&slab);
        ((struct item *)slab_item(&slab, items[i]))->key = i;
        assert_true(key_map_set(&map, i, items[i]));
    }
    assert_true(map.capacity > KEY_MAP_KEPT);
    for (uint32_t i = 0; i < ITEMS; i++) {
        key_map_remove(&map, i, items[i]);
        slab_remove(&slab, items[i]);
    }
    assert_int_equal(map.capacity, KEY_MAP_KEPT);
    const size_t kept = (slab.chunks.count - slab.given_back) * sizeof(struct item) * SLAB_CHUNK_ITEMS;
    assert_true(kept <= SLAB_KEPT_BYTES);
    assert_true(slab.given_back != 0);
    assert_int_not_equal(slab_add(&slab), 0);
    key_map_free(&map);
    slab_free(&slab);
    free(items);
}

static void array_grows_and_shrinks(void **state)
{
    (void)state;
    enum { ITEMS = 3000000 };
    struct array array = {0};
    for (uint32_t i = 0; i < ITEMS; i++) {
        assert_true(array_reserve(&array, 1, sizeof i));
        ((uint32_t *)array.items)[array.count++] = i;
    }
    for (uint32_t i = ITEMS; i-- > 10;) {
        assert_int_equal(((uint32_t *)array.items)[i], i);
        array.count--;
        array_shrink(&array, sizeof i);
    }
    assert_true(array.capacity * sizeof(uint32_t) <= ARRAY_KEPT_BYTES);
    assert_false(array_reserve(&array, UINT32_MAX, sizeof(uint64_t) << 20));
    assert_int_equal(((uint32_t *)array.items)[9], 9);
    array_free(&array, sizeof(uint32_t));
}

static void names_are_kept_once_and_bounded(void **state)
{
    (void)state;
    struct names names;
    char text[400];
    names_init(&names);
    assert_int_equal(names_intern(&names, NULL), 0);
    assert_int_equal(names_intern(&names, ""), 0);
    const uint32_t point = names_intern(&names, "Point");
    strcpy(text, "Point");
    assert_int_equal(names_intern(&names, text), point);
    assert_int_not_equal(names_intern(&names, "Pointy"), point);
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(strlen(name_text(&names, names_intern(&names, text))), NAME_BYTES);
    for (int i = 0; i < NAMES_MOST + 10; i++) {
        snprintf(text, sizeof text, "name %d", i);
        names_intern(&names, text);
    }
    assert_int_equal(names.slab.used, NAMES_MOST + 1);
    assert_string_equal(name_text(&names, names_intern(&names, "late.tl")), NAME_OF_TOO_MANY);
    const uint32_t file = names_intern_source(&names, "late.tl");
    assert_string_equal(name_text(&names, file), "late.tl");
    assert_int_equal(names_intern(&names, "late.tl"), file);
    assert_string_equal(name_text(&names, point), "Point");
    key_map_free(&names.by_hash);
    slab_free(&names.slab);
}

static void shelves_give_the_newest_and_keep_their_limit(void **state)
{
    (void)state;
    char tensors_of[40];
    uint32_t object;
    struct tensors tensors;
    const struct tensor_key key = {.elements = 100};
    const struct tensor_key other = {.elements = 100, .dtype = 1};
    tensors_init(&tensors, 32);
    for (int i = 0; i < 32; i++) {
        assert_true(tensors_reserve(&tensors, key));
        assert_true(tensors_put(&tensors, key, &tensors_of[i], (uint32_t)i % 2));
    }
    assert_false(tensors_reserve(&tensors, key));
    assert_true(tensors_hold_alone(&tensors, &tensors_of[6]));
    assert_false(tensors_hold_alone(&tensors, &tensors_of[5])); /* its object says it */
    assert_null(tensors_take(&tensors, other, &object));
    assert_ptr_equal(tensors_take(&tensors, key, &object), &tensors_of[31]);
    assert_int_equal(object, 1);
    assert_true(tensors_reserve(&tensors, key)); /* a promise takes its place */
    assert_false(tensors_reserve(&tensors, key));
    tensors_unreserve(&tensors, key);
    assert_int_equal(tensors_count(&tensors), 31);
    for (int i = 0; i < 31; i++)
        assert_non_null(tensors_take_any(&tensors));
    assert_null(tensors_take_any(&tensors));
    assert_int_equal(tensors.shelves.used, 1); /* the one used last */
    assert_false(tensors_reserve(&tensors, (struct tensor_key){.elements = UINT64_C(1) << 42}));
    assert_false(tensors_reserve(&tensors, (struct tensor_key){.ordinal = 64}));
    tensors_free(&tensors);
}

static void shelves_know_what_is_on_a_device(void **state)
{
    (void)state;
    char tensors_of[4];
    uint32_t object;
    struct tensors tensors;
    const struct tensor_key keys[] = {
        {.elements = (UINT64_C(1) << 42) - 1, .dtype = 255, .device = 1, .ordinal = 2},
        {.elements = 5, .device = 1, .ordinal = 2},
        {.elements = 5, .device = 1, .ordinal = 3},
        {.elements = 5, .device = 2, .ordinal = 2},
    };
    tensors_init(&tensors, 32);
    for (int i = 0; i < 4; i++) {
        assert_true(tensors_reserve(&tensors, keys[i]));
        assert_true(tensors_put(&tensors, keys[i], &tensors_of[i], 0));
    }
    const void *one = tensors_take_of_device(&tensors, 1, 2);
    const void *two = tensors_take_of_device(&tensors, 1, 2);
    assert_true(one != two && (one == &tensors_of[0] || one == &tensors_of[1]));
    assert_true(two == &tensors_of[0] || two == &tensors_of[1]);
    assert_null(tensors_take_of_device(&tensors, 1, 2));
    assert_ptr_equal(tensors_take(&tensors, keys[2], &object), &tensors_of[2]);
    assert_ptr_equal(tensors_take(&tensors, keys[3], &object), &tensors_of[3]);
    tensors_free(&tensors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(map_agrees_with_an_array),
        cmocka_unit_test(items_come_and_go_under_their_keys),
        cmocka_unit_test(tables_shrink_again),
        cmocka_unit_test(array_grows_and_shrinks),
        cmocka_unit_test(names_are_kept_once_and_bounded),
        cmocka_unit_test(shelves_give_the_newest_and_keep_their_limit),
        cmocka_unit_test(shelves_know_what_is_on_a_device),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
