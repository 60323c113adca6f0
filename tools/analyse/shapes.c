/* SPDX-License-Identifier: MIT */
#include "shapes.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

void shapes_init(struct shapes *shapes)
{
    *shapes = (struct shapes){.list = GROUPING_OF(struct shape)};
}

void shapes_free(struct shapes *shapes)
{
    for (size_t i = 0; i < shapes->list.count; i++) {
        free(((struct shape *)shapes->list.entries[i])->steps);
    }
    grouping_free(&shapes->list);
}

size_t shape_steps(const struct ledger *ledger, struct shape_step steps[SHAPE_STEPS])
{
    size_t count = 0;
    if (ledger->count > SHAPE_STEPS) {
        return SHAPE_STEPS + 1;
    }
    for (size_t i = 0; i < ledger->count; i++) {
        const struct ledger_entry *entry = ledger_entry(ledger, i);
        if (ledger_op_counts(entry->op)) {
            steps[count++] = (struct shape_step){entry->op, entry->site};
        }
    }
    return count;
}

uint64_t shape_hash(const struct shape_step *steps, size_t count)
{
    uint64_t hash = count;
    for (size_t i = 0; i < count; i++) {
        hash = (hash ^ (steps[i].site * 32ull + steps[i].op)) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 29;
    }
    return hash;
}

static bool has_room(const struct shapes *shapes, const struct account *account)
{
    return account->shapes < SHAPES_OF_PLACE && shapes->list.count < SHAPES_OF_ALL;
}

void shapes_take(struct shapes *shapes, const struct object *object)
{
    struct shape_step steps[SHAPE_STEPS];
    struct account *account = object->facts.account;
    const size_t count = shape_steps(&object->ledger, steps);
    account->ended++;
    if (count > SHAPE_STEPS) {
        shapes->left_out++;
        return;
    }
    const struct shape_key key = {shape_hash(steps, count), account->number, (uint32_t)count};
    struct shape *shape = account->shape;
    if (!shape || shape->key.hash != key.hash || shape->key.length != key.length) {
        shape = has_room(shapes, account) ? grouping_entry(&shapes->list, &key) : grouping_find(&shapes->list, &key);
        account->shape = shape;
    }
    if (shape && shape->objects++ == 0) {
        account->shapes++;
        shape->of = account;
        shape->steps = memory_new(count * sizeof(*steps));
        memcpy(shape->steps, steps, count * sizeof(*steps));
    }
    shapes->left_out += !shape;
}
