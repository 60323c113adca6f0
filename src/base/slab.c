/* SPDX-License-Identifier: MIT */
#include "base/slab.h"

#include "base/memory.h"

#include <string.h>

static struct slab_chunk *chunk_at(const struct slab *slab, uint32_t chunk)
{
    return (struct slab_chunk *)slab->chunks.items + chunk;
}

static size_t chunk_bytes(const struct slab *slab)
{
    return slab->item_size * SLAB_CHUNK_ITEMS;
}

void slab_init(struct slab *slab, size_t item_size)
{
    memset(slab, 0, sizeof *slab);
    slab->item_size = item_size;
}

void slab_free(struct slab *slab)
{
    for (uint32_t i = 0; i < slab->chunks.count; i++) {
        if (chunk_at(slab, i)->items != NULL)
            memory_resize(chunk_at(slab, i)->items, chunk_bytes(slab), 0);
    }
    array_free(&slab->chunks, sizeof(struct slab_chunk));
    slab_init(slab, slab->item_size);
}

static void link_chunk(struct slab *slab, uint32_t chunk)
{
    struct slab_chunk *linked = chunk_at(slab, chunk);
    linked->previous = 0;
    linked->next = slab->with_room;
    if (linked->next != 0)
        chunk_at(slab, linked->next - 1)->previous = chunk + 1;
    slab->with_room = chunk + 1;
}

static void unlink_chunk(struct slab *slab, uint32_t chunk)
{
    const struct slab_chunk *linked = chunk_at(slab, chunk);
    if (linked->previous != 0)
        chunk_at(slab, linked->previous - 1)->next = linked->next;
    else
        slab->with_room = linked->next;
    if (linked->next != 0)
        chunk_at(slab, linked->next - 1)->previous = linked->previous;
}

/* A chunk place whose memory was given back, else a new one. */
static uint32_t find_place(struct slab *slab)
{
    for (uint32_t i = 0; slab->given_back != 0 && i < slab->chunks.count; i++) {
        if (chunk_at(slab, i)->items == NULL) {
            slab->given_back--;
            return i;
        }
    }
    if (slab->chunks.count > UINT32_MAX / SLAB_CHUNK_ITEMS - 1 ||
        !array_reserve(&slab->chunks, 1, sizeof(struct slab_chunk)))
        return UINT32_MAX;
    return slab->chunks.count++;
}

RARE static bool add_chunk(struct slab *slab)
{
    unsigned char *items = memory_resize(NULL, 0, chunk_bytes(slab));
    if (items == NULL)
        return false;
    const uint32_t place = find_place(slab);
    if (place == UINT32_MAX) {
        memory_resize(items, chunk_bytes(slab), 0);
        return false;
    }
    *chunk_at(slab, place) = (struct slab_chunk){.items = items};
    slab->empty++;
    link_chunk(slab, place);
    return true;
}

static uint32_t take_returned(struct slab_chunk *chunk)
{
    while (chunk->returned[chunk->first] == 0)
        chunk->first++;
    uint64_t *word = &chunk->returned[chunk->first];
    const uint32_t bit = (uint32_t)__builtin_ctzll(*word);
    *word &= *word - 1;
    return chunk->first * 64 + bit;
}

static void put_returned(struct slab_chunk *chunk, uint32_t in_chunk)
{
    chunk->returned[in_chunk / 64] |= UINT64_C(1) << in_chunk % 64;
    if (in_chunk / 64 < chunk->first)
        chunk->first = in_chunk / 64;
}

uint32_t slab_add(struct slab *slab)
{
    if (slab->with_room == 0 && !add_chunk(slab))
        return 0;
    const uint32_t place = slab->with_room - 1;
    struct slab_chunk *chunk = chunk_at(slab, place);
    const uint32_t in_chunk = chunk->used != chunk->fresh ? take_returned(chunk) : chunk->fresh++;
    slab->used++;
    if (chunk->used++ == 0)
        slab->empty--;
    if (chunk->used == SLAB_CHUNK_ITEMS)
        unlink_chunk(slab, place);
    return (place << SLAB_CHUNK_BITS) + in_chunk + 1;
}

/* Keeps some empty chunks, so that a table that is filled in a loop does not map and unmap each time. */
APART static void chunk_emptied(struct slab *slab, uint32_t place)
{
    if ((slab->empty++ + 1) * chunk_bytes(slab) <= SLAB_KEPT_BYTES)
        return;
    unlink_chunk(slab, place);
    memory_resize(chunk_at(slab, place)->items, chunk_bytes(slab), 0);
    chunk_at(slab, place)->items = NULL;
    slab->given_back++;
    slab->empty--;
}

void slab_remove(struct slab *slab, uint32_t index)
{
    const uint32_t place = (index - 1) >> SLAB_CHUNK_BITS;
    struct slab_chunk *chunk = chunk_at(slab, place);
    memset(slab_item(slab, index), 0, slab->item_size);
    put_returned(chunk, (index - 1) & (SLAB_CHUNK_ITEMS - 1));
    slab->used--;
    if (chunk->used-- == SLAB_CHUNK_ITEMS)
        link_chunk(slab, place);
    if (chunk->used == 0)
        chunk_emptied(slab, place);
}
