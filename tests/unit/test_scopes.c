/* SPDX-License-Identifier: MIT */
/* Scope records, held against a plain model over random operations, and at sizes where a scan would show. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "table/scopes.h"

enum { OBJECTS = 40, RECORDS = 4000, DEPTH = 60, STEPS = 100000 };

/* The model: all records in order, each with its depth; removed ones are cut out at once. */
static struct {
    struct {
        uint32_t object, depth;
    } records[RECORDS];
    uint32_t count, depth;
} model;

static uint32_t seed = 99;

static uint32_t draw(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static uint32_t model_newest(uint32_t object)
{
    for (uint32_t i = model.count; i-- > 0;) {
        if (model.records[i].object == object)
            return i;
    }
    return UINT32_MAX;
}

static void model_remove(uint32_t place)
{
    memmove(&model.records[place], &model.records[place + 1], (model.count - place - 1) * sizeof model.records[0]);
    model.count--;
}

static void leave(struct scopes *scopes)
{
    for (uint32_t object = scopes_take_newest(scopes); object != 0; object = scopes_take_newest(scopes)) {
        assert_int_equal(model.depth, model.records[model.count - 1].depth);
        assert_int_equal(object, model.records[--model.count].object);
    }
    assert_true(model.count == 0 || model.records[model.count - 1].depth < model.depth);
    scopes_pop(scopes);
    model.depth--;
}

static void step(struct scopes *scopes, const uint32_t *objects)
{
    const uint32_t object = objects[draw(OBJECTS)];
    switch (draw(6)) {
    case 0:
        if (model.depth < DEPTH) {
            assert_true(scopes_push(scopes, (struct scope){.number = model.depth}));
            model.depth++;
        }
        break;
    case 1:
        if (model.depth > 1)
            leave(scopes);
        break;
    case 2:
    case 3:
        if (model.count < RECORDS) {
            assert_true(scopes_add_record(scopes, object));
            model.records[model.count].object = object;
            model.records[model.count++].depth = model.depth;
        }
        break;
    default: {
        const uint32_t place = model_newest(object);
        struct object *listed = object_at(scopes->objects, object);
        assert_int_equal(scopes_newest_depth(scopes, listed), place != UINT32_MAX ? model.records[place].depth : 0);
        if (place == UINT32_MAX)
            break;
        scopes_remove_newest_record(scopes, listed, scopes_newest_depth(scopes, listed));
        model_remove(place);
    }
    }
}

static void records_agree_with_a_model(void **state)
{
    (void)state;
    struct objects objects;
    struct scopes scopes;
    uint32_t indices[OBJECTS];
    objects_init(&objects);
    assert_true(scopes_init(&scopes, &objects, (struct scope){.number = 1}));
    model.depth = 1;
    for (uint32_t i = 0; i < OBJECTS; i++)
        indices[i] = objects_add(&objects, (void *)(uintptr_t)(0x1000 + 16 * i));
    for (int i = 0; i < STEPS; i++) {
        step(&scopes, indices);
        assert_int_equal(scopes_depth(&scopes), model.depth);
        if (i % 97 == 0)
            assert_true(scopes_are_valid(&scopes));
    }
    assert_true(objects_are_valid(&objects));
    scopes_free(&scopes);
    objects_free(&objects);
}

static uint32_t die(struct objects *objects, uint32_t index)
{
    object_at(objects, index)->state = OBJECT_DEAD;
    objects_remember(objects, index);
    return index;
}

/* An address that is given out again and again takes no more than one place among those remembered, and none of the
 * table's; objects that scopes list stay apart from what comes after them. */
static void newborn_take_the_places_of_the_dead(void **state)
{
    (void)state;
    enum { LIVES = 10000 };
    static const char address[4];
    struct objects objects;
    objects_init(&objects);
    const uint32_t earlier = die(&objects, objects_add(&objects, &address[0]));
    for (int i = 0; i < LIVES; i++)
        die(&objects, objects_add(&objects, &address[1]));
    assert_int_equal(objects_find(&objects, &address[0]), earlier);
    assert_int_equal(objects.slab.used, 2);
    const uint32_t listed = objects_add(&objects, &address[2]);
    object_at(&objects, listed)->newest_record = 1;
    die(&objects, listed);
    const uint32_t after = objects_add(&objects, &address[2]);
    assert_int_not_equal(after, listed);
    assert_int_equal(object_at(&objects, listed)->state, OBJECT_DEAD);
    for (int i = 0; i < LIVES; i++) { /* none of which comes back */
        const uint32_t index = objects_add(&objects, (void *)(uintptr_t)(16 * (i + 1)));
        assert_int_equal(object_at(&objects, index)->state, OBJECT_LIVE);
        die(&objects, index);
    }
    assert_int_equal(objects_find(&objects, &address[0]), 0);
    assert_int_equal(objects_find(&objects, &address[2]), after);
    assert_true(objects_are_valid(&objects));
    objects_free(&objects);
}

/* A scope of 100,000 records whose oldest go first: each removal is a step, and the holes are squeezed out. */
static void oldest_records_leave_without_a_scan(void **state)
{
    (void)state;
    enum { MANY = 100000 };
    struct objects objects;
    struct scopes scopes;
    objects_init(&objects);
    assert_true(scopes_init(&scopes, &objects, (struct scope){.number = 1}));
    uint32_t *indices = calloc(MANY, sizeof *indices);
    for (uint32_t i = 0; i < MANY; i++) {
        indices[i] = objects_add(&objects, (void *)(uintptr_t)(16 * (i + 1)));
        assert_true(scopes_add_record(&scopes, indices[i]));
    }
    for (uint32_t i = 0; i < MANY; i++) {
        scopes_remove_newest_record(&scopes, object_at(&objects, indices[i]), scopes_depth(&scopes));
        assert_true(scope_top(&scopes)->holes <= 33 || scope_top(&scopes)->holes <= scopes.records.count / 2 + 1);
    }
    assert_int_equal(scopes.records.count, 0);
    assert_true(scopes.records.capacity * sizeof(struct record) <= ARRAY_KEPT_BYTES);
    assert_true(scopes_are_valid(&scopes));
    free(indices);
    scopes_free(&scopes);
    objects_free(&objects);
}

static void deep_scopes_and_back(void **state)
{
    (void)state;
    enum { DEEP = 100000 };
    struct objects objects;
    struct scopes scopes;
    objects_init(&objects);
    assert_true(scopes_init(&scopes, &objects, (struct scope){.number = 1}));
    for (uint64_t i = 2; i <= DEEP; i++)
        assert_true(scopes_push(&scopes, (struct scope){.number = i}));
    assert_int_equal(scope_top(&scopes)->number, DEEP);
    while (scopes_depth(&scopes) > 1)
        scopes_pop(&scopes);
    assert_true(scopes.scopes.capacity * sizeof(struct scope) <= ARRAY_KEPT_BYTES);
    scopes_free(&scopes);
    objects_free(&objects);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_agree_with_a_model),
        cmocka_unit_test(newborn_take_the_places_of_the_dead),
        cmocka_unit_test(oldest_records_leave_without_a_scan),
        cmocka_unit_test(deep_scopes_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
