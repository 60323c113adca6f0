/* SPDX-License-Identifier: MIT */
#include "pool.h"

void pool_init(struct pool *pool)
{
    *pool = (struct pool){.keys = GROUPING_OF(struct pool_key)};
}

void pool_free(struct pool *pool)
{
    grouping_free(&pool->keys);
}

static struct pool_key *key_of(struct pool *pool, uint64_t elements, uint32_t dtype, uint32_t device)
{
    const uint64_t hash = (elements * 8 + dtype + device) * 0x9E3779B97F4A7C15u;
    struct pool_key **recent = &pool->recent[hash >> 32 & (POOL_RECENT - 1)];
    const struct pool_key *key = *recent;
    if (!key || key->key.elements != elements || key->key.dtype != dtype || key->key.device != device) {
        const struct pool_key_facts facts = {elements, dtype, device};
        *recent = grouping_entry(&pool->keys, &facts);
    }
    return *recent;
}

static struct pool_key *key_of_object(struct pool *pool, const struct object *object)
{
    struct pool_key *key = key_of(pool, object->facts.elements, object->facts.dtype, object->facts.device);
    key->bytes = object->facts.bytes;
    return key;
}

static void kept_add(struct pool_key *key)
{
    key->kept++;
    key->kept_max = key->kept > key->kept_max ? key->kept : key->kept_max;
}

/* The fates that are of interest. */
static bool is_of_pool(unsigned fate)
{
    return fate == TL_FATE_POOLED || fate == TL_FATE_DESTROYED;
}

/* An object met such a fate in an event. */
static void fate_take(struct pool *pool, const struct replay *replay, uint32_t number, unsigned fate)
{
    const struct object *object = idmap_find(&replay->objects, number);
    if (!object || object->facts.kind != TL_KIND_TENSOR) {
        return;
    }
    struct pool_key *key = key_of_object(pool, object);
    if (fate == TL_FATE_POOLED) {
        pool->counts.pooled++;
        key->counts.pooled++;
        kept_add(key);
    } else if (object->pooled) {
        key->kept -= key->kept > 0;
    } else if (object->count > 0) {
        pool->counts.full++;
        key->counts.full++;
    }
}

static void hit_take(struct pool *pool, const struct replay *replay, const struct tl_event_object_reuse *event)
{
    const struct object *object = idmap_find(&replay->objects, event->pooled);
    pool->counts.hits++;
    if (object) {
        struct pool_key *key = key_of_object(pool, object);
        key->counts.hits++;
        key->kept -= key->kept > 0;
    }
}

static void miss_take(struct pool *pool, const struct tl_event_pool_miss *event)
{
    pool->counts.misses++;
    key_of(pool, event->elements, event->dtype, event->device)->counts.misses++;
}

/* A tensor made by the runtime is one that its pool did not have. */
static void new_take(struct pool *pool, const struct replay *replay, const struct tl_event_object_new *event)
{
    const struct facts *facts = &replay->origins[event->origin % TL_ORIGIN_SLOTS];
    if (facts->kind == TL_KIND_TENSOR && facts->owner == TL_OWNER_RUNTIME && !replay->inheriting &&
        !idmap_find(&replay->objects, event->object)) {
        pool->counts.misses++;
        key_of(pool, facts->elements, facts->dtype, facts->device)->counts.misses++;
    }
}

static void release_take(struct pool *pool, const struct replay *replay, const struct tl_event_pool_release *event)
{
    const struct object *object = idmap_find(&replay->objects, event->object);
    pool->counts.full += event->outcome == TL_POOL_FULL;
    pool->counts.duplicates += event->outcome == TL_POOL_DUPLICATE;
    if (event->outcome == TL_POOL_POOLED && !object) {
        pool->counts.pooled++;
    } else if (event->outcome == TL_POOL_POOLED) {
        fate_take(pool, replay, event->object, TL_FATE_POOLED);
    } else if (object) {
        struct pool_key *key = key_of_object(pool, object);
        key->counts.full += event->outcome == TL_POOL_FULL;
        key->counts.duplicates += event->outcome == TL_POOL_DUPLICATE;
    }
}

void pool_event(struct pool *pool, const struct trace_event *event, const struct replay *replay)
{
    switch (event->id) {
#define FATE(name)                                                                                                     \
    case TL_EVENT_##name:                                                                                              \
        if (is_of_pool(event->as.name.fate)) {                                                                         \
            fate_take(pool, replay, event->as.name.object, event->as.name.fate);                                       \
        }                                                                                                              \
        break
        FATE(ptr_release);
        FATE(tensor_release);
        FATE(release_ptr);
        FATE(tensor_free);
        FATE(record_release);
        FATE(element_release);
        FATE(object_end);
#undef FATE
    case TL_EVENT_object_reuse:
        hit_take(pool, replay, &event->as.object_reuse);
        break;
    case TL_EVENT_object_new:
        new_take(pool, replay, &event->as.object_new);
        break;
    case TL_EVENT_pool_miss:
        miss_take(pool, &event->as.pool_miss);
        break;
    case TL_EVENT_pool_release:
        release_take(pool, replay, &event->as.pool_release);
        break;
    case TL_EVENT_pool_clear:
        pool->clears++;
        break;
    default:
        break;
    }
}

static uint64_t use_of(const struct pool_key *key)
{
    return key->counts.hits + key->counts.misses + key->counts.pooled + key->counts.full;
}

static int by_use(const void *left, const void *right)
{
    const struct pool_key *a = *(struct pool_key *const *)left;
    const struct pool_key *b = *(struct pool_key *const *)right;
    if (use_of(a) != use_of(b)) {
        return use_of(a) < use_of(b) ? 1 : -1;
    }
    if (a->key.elements != b->key.elements) {
        return a->key.elements < b->key.elements ? 1 : -1;
    }
    return a->key.dtype < b->key.dtype ? -1 : 1;
}

void pool_finish(struct pool *pool)
{
    grouping_sort(&pool->keys, by_use);
}
