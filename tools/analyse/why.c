/* SPDX-License-Identifier: MIT */
#include "why.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "pairing.h"

/* A ledger of objects that died, its sites made places. */
struct dead {
    struct steps steps;
    uint64_t objects;
    struct dead *next;
};

/* Objects of one kind first seen at one place. */
struct birth {
    struct birth_key {
        uint32_t place;
        uint32_t kind;
    } key;
    struct dead *first;
    uint64_t died;
};

static void total_add(struct whys *whys, enum ledger_op op, uint32_t site, uint64_t times)
{
    const struct op_total_key key = {op, sites_place(whys->sites, site)};
    struct op_total *total = grouping_entry(&whys->totals, &key);
    total->times += times;
}

static struct steps places_of(const struct whys *whys, const struct shape_step *steps, size_t count)
{
    struct steps places = {.count = count};
    for (size_t i = 0; i < count; i++) {
        places.list[i] = (struct shape_step){steps[i].op, sites_place(whys->sites, steps[i].site)};
    }
    return places;
}

static void dead_add(struct birth *birth, const struct steps *steps, uint64_t objects)
{
    struct dead **at = &birth->first;
    while (*at && !steps_equal(&(*at)->steps, steps)) {
        at = &(*at)->next;
    }
    if (!*at) {
        *at = memory_new(sizeof(**at));
        (*at)->steps = *steps;
    }
    (*at)->objects += objects;
}

static void shape_add(struct whys *whys, const struct shape *shape)
{
    const struct birth_key key = {sites_place(whys->sites, shape->of->key.site), shape->of->key.kind};
    const struct steps steps = places_of(whys, shape->steps, shape->key.length);
    struct birth *birth = grouping_entry(&whys->births, &key);
    birth->died += shape->objects;
    dead_add(birth, &steps, shape->objects);
    for (size_t i = 0; i < steps.count; i++) {
        total_add(whys, steps.list[i].op, steps.list[i].site, shape->objects);
    }
}

void whys_init(struct whys *whys, const struct shapes *shapes, const struct imbalance *imbalance)
{
    *whys = (struct whys){.sites = imbalance->sites,
                          .imbalance = imbalance,
                          .births = GROUPING_OF(struct birth),
                          .whys = GROUPING_OF(struct why),
                          .totals = GROUPING_OF(struct op_total),
                          .totals_known = shapes->left_out == 0};
    for (size_t i = 0; i < shapes->list.count; i++) {
        shape_add(whys, shapes->list.entries[i]);
    }
}

static void alive_add(void *context, enum ledger_op op, uint32_t site, uint64_t times)
{
    total_add(context, op, site, times);
}

void whys_alive(struct whys *whys, const struct object *object)
{
    ledger_each(&object->ledger, alive_add, whys);
}

void whys_free(struct whys *whys)
{
    for (size_t i = 0; i < whys->births.count; i++) {
        struct dead *next;
        for (struct dead *dead = ((struct birth *)whys->births.entries[i])->first; dead; dead = next) {
            next = dead->next;
            free(dead);
        }
    }
    grouping_free(&whys->births);
    grouping_free(&whys->whys);
    grouping_free(&whys->totals);
}

uint64_t whys_total(const struct whys *whys, enum ledger_op op, uint32_t place)
{
    const struct op_total_key key = {op, place};
    const struct op_total *total = whys->totals_known ? grouping_find(&whys->totals, &key) : NULL;
    return total ? total->times : 0;
}

/* The ledger of the dead that is most like this one; the commoner of two. */
static const struct dead *nearest(const struct birth *birth, const struct steps *steps)
{
    const struct dead *best = NULL;
    unsigned least = 0;
    for (const struct dead *dead = birth ? birth->first : NULL; dead; dead = dead->next) {
        const unsigned distance = steps_distance(steps, &dead->steps);
        if (!best || distance < least || (distance == least && dead->objects > best->objects)) {
            best = dead;
            least = distance;
        }
    }
    return best;
}

/* The acquire to blame: one that the dead do not have, the partner of a release that only they have, or else one that
 * no release of this ledger pays for. */
static uint32_t acquire_to_blame(const struct whys *whys, const struct steps *steps, const struct dead *dead)
{
    uint32_t site = dead ? steps_more(steps, &dead->steps, LEDGER_ACQUIRED) : 0;
    const uint32_t release = dead ? steps_more(&dead->steps, steps, LEDGER_RELEASED) : 0;
    if (site == 0 && release != 0) {
        const uint32_t partner = pairing_partner(&dead->steps, release, whys->sites);
        site = steps_have(steps, LEDGER_ACQUIRED, partner) ? partner : 0;
    }
    return site != 0 ? site : pairing_unpaid(steps, whys->sites);
}

static void lacks_set(struct why *why, const struct steps *steps, const struct dead *dead)
{
    static const enum ledger_op ops[] = {LEDGER_RELEASED, LEDGER_VECTOR_FREED, LEDGER_FREED};
    for (size_t i = 0; i < sizeof(ops) / sizeof(*ops) && why->lacked == 0; i++) {
        why->lacked = steps_more(&dead->steps, steps, ops[i]);
        why->lacks = ops[i];
    }
    why->others = why->lacked != 0 ? dead->objects : 0;
}

static void why_find(struct whys *whys, struct why *why, const struct object *object, const struct steps *steps)
{
    const struct birth_key key = {why->key.place, object->facts.kind};
    const struct birth *birth = grouping_find(&whys->births, &key);
    const struct dead *dead = nearest(birth, steps);
    why->died = birth ? birth->died : 0;
    if (dead) {
        lacks_set(why, steps, dead);
    }
    if (why->key.verdict == VERDICT_OVER_ACQUIRED) {
        const uint32_t acquire = acquire_to_blame(whys, steps, dead);
        why->cause = acquire != 0 ? acquire : why->cause;
    }
}

/* What is moved out before a return is dropped where the function was called; an open scope may be so by another's. */
static uint32_t elsewhere(const struct whys *whys, enum verdict verdict, uint32_t cause)
{
    const uint32_t caller = verdict == VERDICT_MOVED_NEVER_TAKEN ? sites_caller(whys->sites, cause) : 0;
    return verdict == VERDICT_SCOPE_NEVER_LEFT ? imbalance_forgotten(whys->imbalance, cause) : caller ? caller : cause;
}

const struct why *why_of(struct whys *whys, const struct object *object, enum verdict verdict,
                         const struct scope *holder)
{
    struct shape_step list[SHAPE_STEPS];
    const size_t count = shape_steps(&object->ledger, list);
    const bool whole = count <= SHAPE_STEPS;
    const struct steps steps = places_of(whys, list, whole ? count : 0);
    const uint32_t cause = verdict_cause(verdict, object, holder);
    const struct why_key key = {.hash = shape_hash(steps.list, steps.count) * 31 + sites_place(whys->sites, cause),
                                .place = sites_place(whys->sites, object->facts.site),
                                .kind = object->facts.kind,
                                .verdict = verdict,
                                .length = (uint32_t)steps.count};
    struct why *why = grouping_entry(&whys->whys, &key);
    if (!why->known) {
        why->known = true;
        why->cause = elsewhere(whys, verdict, cause);
        if (whole && verdict != VERDICT_SCOPE_NEVER_LEFT && verdict != VERDICT_NEVER_REGISTERED) {
            why_find(whys, why, object, &steps);
        }
    }
    return why;
}

struct blame why_blamed(const struct whys *whys, const struct why *why, const struct object *object,
                        const struct scope *holder)
{
    struct steps steps;
    struct blame blame = {.count = 0};
    const uint32_t place = sites_place(whys->sites, why->cause);
    const enum verdict verdict = why->key.verdict;
    steps.count = shape_steps(&object->ledger, steps.list);
    if (verdict == VERDICT_OVER_ACQUIRED && steps.count <= SHAPE_STEPS) {
        blame.count = pairing_unpaid_at(&steps, place, whys->sites, blame.sites);
    }
    blame.paired = blame.count > 0;
    if (!blame.paired) {
        const uint32_t cause = elsewhere(whys, verdict, verdict_cause(verdict, object, holder));
        blame.sites[blame.count++] = sites_place(whys->sites, cause) == place ? cause : why->cause;
    }
    return blame;
}
