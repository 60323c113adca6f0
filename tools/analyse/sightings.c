/* SPDX-License-Identifier: MIT */
#include "sightings.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

void sightings_watch(struct sightings *sightings, uint64_t start, uint64_t bytes)
{
    const uint64_t end = start + (bytes > 0 ? bytes : 1);
    sightings->ranges = memory_resize(sightings->ranges, sightings->range_count + 1, sizeof(*sightings->ranges));
    sightings->ranges[sightings->range_count++] = (struct sight_range){start, end > start ? end : UINT64_MAX};
}

void sightings_watch_code(struct sightings *sightings, uint64_t value)
{
    sightings->codes = memory_resize(sightings->codes, sightings->code_count + 1, sizeof(*sightings->codes));
    sightings->codes[sightings->code_count++] = value;
}

static int by_start(const void *left, const void *right)
{
    return compare_numbers(((const struct sight_range *)left)->start, ((const struct sight_range *)right)->start);
}

static int by_value(const void *left, const void *right)
{
    return compare_numbers(*(const uint64_t *)left, *(const uint64_t *)right);
}

/* Ranges that overlap become one, so that a search by their starts is enough. */
static void ranges_join(struct sightings *sightings)
{
    size_t last = 0;
    for (size_t i = 1; i < sightings->range_count; i++) {
        const struct sight_range *range = &sightings->ranges[i];
        if (range->start > sightings->ranges[last].end) {
            sightings->ranges[++last] = *range;
        } else if (range->end > sightings->ranges[last].end) {
            sightings->ranges[last].end = range->end;
        }
    }
    sightings->range_count = last + 1;
}

void sightings_ready(struct sightings *sightings)
{
    if (sightings->range_count > 0) {
        qsort(sightings->ranges, sightings->range_count, sizeof(*sightings->ranges), by_start);
        ranges_join(sightings);
    }
    if (sightings->code_count > 0) {
        qsort(sightings->codes, sightings->code_count, sizeof(*sightings->codes), by_value);
    }
}

/* Whether some byte from `start` on is watched. */
static bool is_watched(const struct sightings *sightings, uint64_t start, uint64_t bytes)
{
    const uint64_t end = start + (bytes > 0 ? bytes : 1);
    size_t low = 0;
    size_t high = sightings->range_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (sightings->ranges[middle].end <= start) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < sightings->range_count && sightings->ranges[low].start < end;
}

/* Tensors have their data in a block of its own, whose address no event tells. */
static bool is_made_there(const struct sightings *sightings, const struct object *object)
{
    const struct code_address *code =
        object->facts.kind == TL_KIND_TENSOR ? sites_code(sightings->sites, object->facts.site) : NULL;
    return code && sightings->code_count > 0 &&
           bsearch(&code->value, sightings->codes, sightings->code_count, sizeof(*sightings->codes), by_value) != NULL;
}

static bool is_sighted(const struct sightings *sightings, const struct object *object)
{
    return is_watched(sightings, object->pointer, object->facts.bytes) ||
           (object->data != 0 && is_watched(sightings, object->data, object->facts.bytes)) ||
           is_made_there(sightings, object);
}

static void sighting_free(struct sighting *sighting)
{
    free(sighting->entries);
    free(sighting);
}

/* Makes room by half, of those that have ended. */
static void oldest_forget(struct sightings *sightings)
{
    size_t kept = 0;
    for (size_t i = 0; i < sightings->count; i++) {
        if (i < SIGHTINGS_MOST / 2 && sightings->list[i]->ended) {
            sighting_free(sightings->list[i]);
        } else {
            sightings->list[kept++] = sightings->list[i];
        }
    }
    sightings->count = kept;
}

static struct sighting *sighting_find(const struct sightings *sightings, uint32_t number)
{
    for (size_t i = sightings->count; i > 0; i--) {
        if (sightings->list[i - 1]->last.number == number) {
            return sightings->list[i - 1];
        }
    }
    return NULL;
}

void sightings_made(struct sightings *sightings, const struct object *object)
{
    if (!is_sighted(sightings, object)) {
        return;
    }
    if (sightings->count == SIGHTINGS_MOST) {
        oldest_forget(sightings);
    }
    if (sighting_find(sightings, object->number) || sightings->count == SIGHTINGS_MOST) {
        return;
    }
    if (!sightings->list) {
        sightings->list = memory_new(SIGHTINGS_MOST * sizeof(struct sighting *));
    }
    struct sighting *sighting = memory_new(sizeof(*sighting));
    sighting->last = *object;
    sightings->list[sightings->count++] = sighting;
}

static void keep(struct sighting *sighting, const struct object *object)
{
    const struct ledger *ledger = &object->ledger;
    free(sighting->entries);
    sighting->last = *object;
    sighting->entry_count = ledger_kept(ledger);
    sighting->entries = memory_new(sighting->entry_count * sizeof(*sighting->entries));
    for (size_t i = 0; i < sighting->entry_count; i++) {
        sighting->entries[i] = *ledger_entry(ledger, i);
    }
    sighting->left_out = ledger->count - sighting->entry_count;
}

/* What is pooled ends once more when it is taken out again; the first end is the program's. */
void sightings_ended(struct sightings *sightings, const struct object *object, enum tl_fate fate, int64_t time_ns)
{
    struct sighting *sighting = is_sighted(sightings, object) ? sighting_find(sightings, object->number) : NULL;
    if (sighting && !sighting->ended) {
        keep(sighting, object);
        sighting->ended = true;
        sighting->fate = fate;
        sighting->ended_ns = time_ns;
        sighting->ended_site = sighting->entry_count > 0 ? sighting->entries[sighting->entry_count - 1].site : 0;
    }
}

static void site_replace(uint32_t *site, const struct tl_event_restate *event)
{
    if (*site == event->told) {
        *site = event->site;
    }
}

void sightings_restated(struct sightings *sightings, const struct tl_event_restate *event)
{
    struct sighting *sighting = event->object != 0 ? sighting_find(sightings, event->object) : NULL;
    if (!sighting) {
        return;
    }
    site_replace(&sighting->last.facts.site, event);
    site_replace(&sighting->last.register_site, event);
    site_replace(&sighting->ended_site, event);
    if (sighting->entry_count > 0) {
        site_replace(&sighting->entries[sighting->entry_count - 1].site, event);
    }
}

void sightings_finish(struct sightings *sightings, const struct idmap *objects)
{
    for (size_t i = 0; i < sightings->count; i++) {
        struct sighting *sighting = sightings->list[i];
        const struct object *object = idmap_find(objects, sighting->last.number);
        if (object && !sighting->ended) {
            keep(sighting, object);
        }
    }
}

void sightings_free(struct sightings *sightings)
{
    for (size_t i = 0; i < sightings->count; i++) {
        sighting_free(sightings->list[i]);
    }
    free(sightings->list);
    free(sightings->ranges);
    free(sightings->codes);
}
