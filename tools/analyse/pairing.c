/* SPDX-License-Identifier: MIT */
#include "pairing.h"

#include <string.h>

#include "site_words.h"

/* What a step costs that has no counterpart, and one whose counterpart is elsewhere. */
enum { COST_LACKING = 4, COST_ELSEWHERE = 1 };

enum { FRAMES_MOST = 64 };

bool steps_equal(const struct steps *left, const struct steps *right)
{
    return left->count == right->count && memcmp(left->list, right->list, left->count * sizeof(*left->list)) == 0;
}

bool steps_have(const struct steps *steps, enum ledger_op op, uint32_t place)
{
    for (size_t i = 0; i < steps->count; i++) {
        if (steps->list[i].op == op && steps->list[i].site == place) {
            return true;
        }
    }
    return false;
}

static size_t times_of(const struct steps *steps, struct shape_step step)
{
    size_t times = 0;
    for (size_t i = 0; i < steps->count; i++) {
        times += steps->list[i].op == step.op && steps->list[i].site == step.site;
    }
    return times;
}

/* How many steps of an operation `left` has that `right` has not at the same place. */
static unsigned alone(const struct steps *left, const struct steps *right, enum ledger_op op)
{
    unsigned count = 0;
    for (size_t i = 0; i < left->count; i++) {
        const struct shape_step step = left->list[i];
        size_t earlier = 0;
        for (size_t j = 0; j < i; j++) {
            earlier += left->list[j].op == step.op && left->list[j].site == step.site;
        }
        count += step.op == op && earlier >= times_of(right, step);
    }
    return count;
}

unsigned steps_distance(const struct steps *left, const struct steps *right)
{
    unsigned distance = 0;
    for (enum ledger_op op = 0; op < LEDGER_OPS; op++) {
        const unsigned more = alone(left, right, op);
        const unsigned less = alone(right, left, op);
        const unsigned moved = more < less ? more : less;
        distance += moved * COST_ELSEWHERE + (more + less - 2 * moved) * COST_LACKING;
    }
    return distance;
}

uint32_t steps_more(const struct steps *left, const struct steps *right, enum ledger_op op)
{
    for (size_t i = left->count; i > 0; i--) {
        const struct shape_step step = left->list[i - 1];
        if (step.op == op && times_of(left, step) > times_of(right, step)) {
            return step.site;
        }
    }
    return 0;
}

static bool in_one_function(uint32_t left, uint32_t right, const struct sites *sites)
{
    const char *names[2] = {site_facts(sites, left).function, site_facts(sites, right).function};
    return names[0] && names[1] && strcmp(names[0], names[1]) == 0;
}

/* How close the callers of two sites are: the functions they have in common from main on count most, then how little
 * else the first has. */
static long kinship(const struct sites *sites, uint32_t site, uint32_t other)
{
    const struct code_address *frames[2][FRAMES_MOST];
    enum tl_stack_end end;
    const size_t counts[2] = {sites_stack(sites, site, frames[0], FRAMES_MOST, &end),
                              sites_stack(sites, other, frames[1], FRAMES_MOST, &end)};
    size_t shared = 0;
    while (shared < counts[0] && shared < counts[1] &&
           code_same_function(frames[0][counts[0] - 1 - shared], frames[1][counts[1] - 1 - shared])) {
        shared++;
    }
    return (long)(FRAMES_MOST * shared) - (long)counts[0];
}

/* Of two acquires at one place, as in a helper that several functions call: whether the first has more callers in
 * common with the release. */
static bool is_nearer(const struct sites *sites, uint32_t left, uint32_t right, uint32_t release)
{
    return left != right && sites_place(sites, left) == sites_place(sites, right) &&
           kinship(sites, left, release) > kinship(sites, right, release);
}

/* The acquire before `release` that it pays for: the latest of its function that is not paid yet, else the latest, or
 * one at the same place that was called for by the same function. */
static size_t acquire_of(const struct steps *steps, size_t release, const bool paid[SHAPE_STEPS],
                         const struct sites *sites)
{
    size_t latest = SHAPE_STEPS;
    for (size_t i = release; i > 0; i--) {
        if (steps->list[i - 1].op != LEDGER_ACQUIRED || paid[i - 1]) {
            continue;
        }
        if (in_one_function(steps->list[i - 1].site, steps->list[release].site, sites)) {
            return i - 1;
        }
        if (latest == SHAPE_STEPS ||
            is_nearer(sites, steps->list[i - 1].site, steps->list[latest].site, steps->list[release].site)) {
            latest = i - 1;
        }
    }
    return latest;
}

/* Pairs all; the acquire of the latest release at `place`. */
static uint32_t pair(const struct steps *steps, uint32_t place, bool paid[SHAPE_STEPS], const struct sites *sites)
{
    uint32_t partner = 0;
    for (size_t i = 0; i < steps->count; i++) {
        const size_t acquire = steps->list[i].op == LEDGER_RELEASED ? acquire_of(steps, i, paid, sites) : SHAPE_STEPS;
        if (acquire < SHAPE_STEPS) {
            paid[acquire] = true;
            partner = steps->list[i].site == place ? steps->list[acquire].site : partner;
        }
    }
    return partner;
}

uint32_t pairing_partner(const struct steps *steps, uint32_t release, const struct sites *sites)
{
    bool paid[SHAPE_STEPS] = {false};
    return pair(steps, release, paid, sites);
}

uint32_t pairing_surplus(const struct steps *steps, const struct sites *sites)
{
    bool paid[SHAPE_STEPS] = {false};
    size_t moved = 0; /* references that no scope has, for a release by hand to give back */
    uint32_t surplus = 0;
    for (size_t i = 0; i < steps->count; i++) {
        const struct shape_step step = steps->list[i];
        moved += step.op == LEDGER_MOVED;
        moved -= step.op == LEDGER_ADOPTED && moved > 0;
        if (step.op != LEDGER_RELEASED) {
            continue;
        }
        const size_t acquire = acquire_of(steps, i, paid, sites);
        if (acquire < SHAPE_STEPS) {
            paid[acquire] = true;
        } else if (moved > 0) {
            moved--;
        } else {
            surplus = step.site;
        }
    }
    return surplus;
}

uint32_t pairing_unpaid(const struct steps *steps, const struct sites *sites)
{
    bool paid[SHAPE_STEPS] = {false};
    pair(steps, 0, paid, sites);
    for (size_t i = steps->count; i > 0; i--) {
        if (steps->list[i - 1].op == LEDGER_ACQUIRED && !paid[i - 1]) {
            return steps->list[i - 1].site;
        }
    }
    return 0;
}

size_t pairing_unpaid_at(const struct steps *steps, uint32_t place, const struct sites *sites,
                         uint32_t unpaid[SHAPE_STEPS])
{
    bool paid[SHAPE_STEPS] = {false};
    size_t count = 0;
    pair(steps, 0, paid, sites);
    for (size_t i = 0; i < steps->count; i++) {
        const struct shape_step step = steps->list[i];
        if (step.op == LEDGER_ACQUIRED && !paid[i] && sites_place(sites, step.site) == place) {
            unpaid[count++] = step.site;
        }
    }
    return count;
}
