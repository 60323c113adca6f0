/* SPDX-License-Identifier: MIT */
#include "ledger.h"

#include <stdlib.h>

#include "grouping.h"
#include "memory.h"

enum { KEPT_MOST = 2 * LEDGER_ENDS, REST_FIRST = 4 };

static const struct {
    const char *name;
    const char *role;
    bool counts;
} ops[LEDGER_OPS] = {
#define LEDGER(code, name, role, counts) {name, role, counts},
#include "ledger.def"
#undef LEDGER
};

const char *ledger_op_name(enum ledger_op op)
{
    return ops[op].name;
}

const char *ledger_op_role(enum ledger_op op)
{
    return ops[op].role;
}

bool ledger_op_counts(enum ledger_op op)
{
    return ops[op].counts;
}

/* Where the entry of that number, from 0, stands or stood: the ring is the second half of what is kept. */
static size_t index_of(uint64_t number)
{
    return number < KEPT_MOST ? (size_t)number : LEDGER_ENDS + (size_t)(number % LEDGER_ENDS);
}

static struct ledger_entry *at(const struct ledger *ledger, size_t index)
{
    return index < LEDGER_INLINE ? (struct ledger_entry *)&ledger->few[index] : &ledger->rest[index - LEDGER_INLINE];
}

static void total_add(struct ledger *ledger, const struct ledger_entry *entry, uint64_t times)
{
    const struct ledger_total_key key = {entry->op, entry->site};
    struct ledger_total *total = grouping_entry(ledger->totals, &key);
    total->times += times;
}

static void totals_begin(struct ledger *ledger)
{
    ledger->totals = memory_new(sizeof(*ledger->totals));
    *ledger->totals = (struct grouping)GROUPING_OF(struct ledger_total);
    for (size_t i = 0; i < KEPT_MOST; i++) {
        total_add(ledger, at(ledger, i), 1);
    }
}

/* The room doubles, from full to full. */
static void rest_grow(struct ledger *ledger)
{
    const size_t used = ledger->count - LEDGER_INLINE;
    if (used == 0 || (used >= REST_FIRST && (used & (used - 1)) == 0)) {
        const size_t room = used == 0 ? REST_FIRST : used * 2;
        ledger->rest = memory_resize(ledger->rest, room, sizeof(*ledger->rest));
    }
}

void ledger_add(struct ledger *ledger, struct ledger_entry entry)
{
    if (ledger->count >= LEDGER_INLINE && ledger->count < KEPT_MOST) {
        rest_grow(ledger);
    } else if (ledger->count == KEPT_MOST) {
        totals_begin(ledger);
    }
    *at(ledger, index_of(ledger->count)) = entry;
    ledger->count++;
    if (ledger->totals) {
        total_add(ledger, &entry, 1);
    }
}

void ledger_free(struct ledger *ledger)
{
    if (ledger->totals) {
        grouping_free(ledger->totals);
        free(ledger->totals);
    }
    free(ledger->rest);
}

size_t ledger_kept(const struct ledger *ledger)
{
    return ledger->count < KEPT_MOST ? (size_t)ledger->count : KEPT_MOST;
}

struct ledger_entry *ledger_entry(const struct ledger *ledger, size_t index)
{
    const uint64_t gone = ledger->count > KEPT_MOST ? ledger->count - KEPT_MOST : 0;
    return at(ledger, index_of(index < LEDGER_ENDS ? index : index + gone));
}

static bool is_end(const struct ledger_entry *entry)
{
    return entry->count == 0 && (entry->op == LEDGER_SCOPE_LEFT || entry->op == LEDGER_RELEASED);
}

uint32_t ledger_missed_move(const struct ledger *ledger)
{
    const struct ledger_entry *end = NULL;
    for (size_t i = ledger_kept(ledger); i > 0; i--) {
        const struct ledger_entry *entry = ledger_entry(ledger, i - 1);
        const bool missed = end && entry->op == LEDGER_NOT_MOVED;
        /* a scope's exit takes only the reference that was to be moved out of that scope */
        if (missed && (end->op != LEDGER_SCOPE_LEFT || end->scope == entry->scope)) {
            return entry->site;
        }
        end = !end && is_end(entry) ? entry : end;
    }
    return 0;
}

void ledger_restate(struct ledger *ledger, uint32_t told, uint32_t site)
{
    struct ledger_entry *entry = ledger->count > 0 ? ledger_entry(ledger, ledger_kept(ledger) - 1) : NULL;
    if (!entry || entry->site != told) {
        return;
    }
    if (ledger->totals) {
        total_add(ledger, entry, (uint64_t)-1);
    }
    entry->site = site;
    if (ledger->totals) {
        total_add(ledger, entry, 1);
    }
}

static void kept_each(const struct ledger *ledger, size_t index,
                      void (*each)(void *context, enum ledger_op op, uint32_t site, uint64_t times), void *context)
{
    const struct ledger_entry *entry = ledger_entry(ledger, index);
    uint64_t times = 0;
    for (size_t i = 0; i < ledger->count; i++) {
        const struct ledger_entry *other = ledger_entry(ledger, i);
        const bool same = other->op == entry->op && other->site == entry->site;
        if (same && i < index) {
            return;
        }
        times += same;
    }
    each(context, entry->op, entry->site, times);
}

void ledger_each(const struct ledger *ledger,
                 void (*each)(void *context, enum ledger_op op, uint32_t site, uint64_t times), void *context)
{
    for (size_t i = 0; !ledger->totals && i < ledger->count; i++) {
        kept_each(ledger, i, each, context);
    }
    for (size_t i = 0; ledger->totals && i < ledger->totals->count; i++) {
        const struct ledger_total *total = ledger->totals->entries[i];
        if (total->times > 0) {
            each(context, total->key.op, total->key.site, total->times);
        }
    }
}
