/* SPDX-License-Identifier: MIT */
/* Objects that come into being, are named and die, and the ops that make them. */
#include "compiler.h"

struct replay_op birth_op(const struct place *place)
{
    const struct facts *facts = &place->facts;
    return (struct replay_op){
        .code = facts->owner == TL_OWNER_RUNTIME ? REPLAY_new_tensor : REPLAY_new_block,
        .kind = facts->kind,
        .owner = facts->owner,
        .dtype = facts->dtype,
        .device = facts->device,
        .place = place->number,
        .amount = facts->kind == TL_KIND_TENSOR ? facts->elements : facts->bytes,
    };
}

void birth_write(struct compiler *compiler, struct place *place)
{
    struct replay_op op = birth_op(place);
    op.site = statements_site(compiler, place->facts.site);
    op.flags = place->buffer && place->facts.owner == TL_OWNER_HEAP ? REPLAY_BUFFER : 0;
    place->birth = writer_op_to_change(&compiler->writer, op);
}

/* Another manager's object that lives at the same address: its memory is there already. */
static bool is_shared(const struct compiler *compiler, const struct place *place)
{
    const struct object *object = idmap_find(&compiler->expected.objects, place->object);
    return place->alive && object != NULL && object->manager != compiler->expected.manager;
}

/* The object was known before, and the facts of it have changed. */
static void facts_changed(struct compiler *compiler, struct place *place, const struct facts *facts)
{
    const struct replay_op before = place->birth.op;
    place_describe(place, facts);
    place->birth.op = birth_op(place);
    place->birth.op.flags = before.flags;
    place->birth.op.site = before.site;
    writer_change(&compiler->writer, &place->birth);
}

/* The address outlives its object: the player must give it to no other place. */
static void must_return(struct compiler *compiler, struct place *place)
{
    if ((place->birth.op.flags & REPLAY_RETURNS) == 0) {
        place->birth.op.flags |= REPLAY_RETURNS;
        writer_change(&compiler->writer, &place->birth);
    }
}

void birth_new(struct compiler *compiler, const struct tl_event_object_new *event)
{
    const struct facts *facts = &compiler->expected.origins[event->origin % TL_ORIGIN_SLOTS];
    struct place *moved = place_of(&compiler->places, event->object);
    if (moved != NULL && moved->address != event->pointer && place_move(&compiler->places, moved, event->pointer)) {
        return; /* out of the pool, under memcheck */
    }
    struct place *place = place_at(&compiler->places, event->pointer);
    if (place == NULL) {
        return; /* no object is at NULL but in a damaged trace */
    }
    if (place->object == event->object || (place->early && facts->owner == TL_OWNER_HEAP)) {
        if (place->early) {
            place_give(&compiler->places, place, event->object, facts);
        }
        facts_changed(compiler, place, facts);
        return;
    }
    if (is_shared(compiler, place)) {
        if (place_of(&compiler->places, event->object) == NULL) {
            idmap_put(&compiler->places.by_object, event->object, place);
        }
        return;
    }
    const bool acquired_dead = place->birth.offset != 0 && facts->kind == TL_KIND_UNKNOWN;
    if (acquired_dead) {
        must_return(compiler, place);
    }
    place_give(&compiler->places, place, event->object, facts);
    place->birth.offset = 0;
    if (!compiler->inheritance.going_on) {
        birth_write(compiler, place);
    }
    if (acquired_dead) { /* under the address it had */
        must_return(compiler, place);
    }
}

/* An object that events name and none announced: some were lost. Addresses like these are nobody's. */
static struct place *make_up(struct compiler *compiler, uint32_t object, const struct facts *facts)
{
    struct place *place = place_at(&compiler->places, UINT64_MAX - object);
    compiler->result->unknown++;
    place_give(&compiler->places, place, object, facts);
    return place;
}

void birth_early(struct compiler *compiler, struct place *place, int64_t bytes)
{
    const struct facts facts = {
        .kind = TL_KIND_STRUCT, .owner = TL_OWNER_HEAP, .bytes = bytes > 0 ? (uint64_t)bytes : 0};
    place_give(&compiler->places, place, 0, &facts);
    place->early = true;
    birth_write(compiler, place);
}

void birth_reuse(struct compiler *compiler, const struct tl_event_object_reuse *event)
{
    const struct facts *facts = &compiler->expected.origins[event->origin % TL_ORIGIN_SLOTS];
    struct place *place = place_of(&compiler->places, event->pooled);
    if (place == NULL) {
        place = make_up(compiler, event->object, facts);
    }
    place_give(&compiler->places, place, event->object, facts);
    place->birth =
        writer_op_to_change(&compiler->writer, (struct replay_op){.code = REPLAY_new_tensor,
                                                                  .owner = facts->owner,
                                                                  .dtype = facts->dtype,
                                                                  .device = facts->device,
                                                                  .place = place->number,
                                                                  .site = statements_site(compiler, facts->site),
                                                                  .amount = facts->elements});
}

struct place *birth_of(struct compiler *compiler, uint32_t object, enum tl_kind kind)
{
    struct place *place = place_of(&compiler->places, object);
    if (place == NULL) {
        const uint8_t owner = kind == TL_KIND_TENSOR ? TL_OWNER_HOST : TL_OWNER_HEAP;
        place = make_up(compiler, object, &(struct facts){.kind = (uint8_t)kind, .owner = owner});
        birth_write(compiler, place);
    }
    return place;
}

struct place *birth_named(struct compiler *compiler, uint64_t address)
{
    struct place *place = place_at(&compiler->places, address);
    if (place != NULL && !place->alive) {
        must_return(compiler, place);
    }
    return place;
}

void birth_died(struct compiler *compiler, uint32_t object, unsigned fate)
{
    struct place *place = place_of(&compiler->places, object);
    const bool ends =
        fate == TL_FATE_FREED || fate == TL_FATE_POOLED || fate == TL_FATE_DESTROYED || fate == TL_FATE_DROPPED;
    if (place == NULL || place->object != object || !ends) {
        return;
    }
    const struct object *dead = idmap_find(&compiler->expected.objects, object);
    place->alive = false;
    place->handed = fate == TL_FATE_POOLED ? 0 : place->handed;
    if (fate != TL_FATE_POOLED && dead != NULL && dead->newest_record != NULL) { /* a scope goes on listing it */
        must_return(compiler, place);
    }
}
