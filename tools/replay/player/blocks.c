/* SPDX-License-Identifier: MIT */
#include "blocks.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "values.h"

static void *address_of(const struct spot *spot)
{
    return (void *)~spot->hidden;
}

/* The manager that counts what is there; NULL when none does. */
static tlscope_manager *keeper_of(const struct player *player, const struct spot *spot)
{
    for (uint32_t i = 0; i < player->header.managers; i++) {
        if (player->managers[i] != NULL && tlscope_manager_counts(player->managers[i], address_of(spot))) {
            return player->managers[i];
        }
    }
    return NULL;
}

/* The script may be wrong about what is alive. */
static bool is_in_doubt(const struct player *player)
{
    return player->header.incomplete || player->header.other_options;
}

/* True when the block there must not be counted: it was freed, or in doubt another manager frees it. */
static bool is_lost(const struct player *player, const tlscope_manager *manager, const struct spot *spot)
{
    const tlscope_manager *keeper = spot->given ? keeper_of(player, spot) : NULL;
    if (keeper == NULL) {
        return spot->given || spot->gone;
    }
    return keeper != manager && player->header.incomplete;
}

static void make_anew(const struct player *player, const struct replay_op *op, enum tl_kind kind, enum tl_owner owner)
{
    const struct spot *spot = memory_spot(player->memory, op->place);
    struct replay_op block = {
        .code = REPLAY_new_block, .kind = (uint8_t)kind, .owner = (uint8_t)owner, .place = op->place};
    if (owner == TL_OWNER_HOST) {
        block.dtype = op->dtype;
        block.device = op->device;
        block.amount = op->amount;
    } else {
        block.amount = spot->owner == TL_OWNER_HEAP ? spot->amount : 0;
    }
    block.flags = spot->returns ? REPLAY_RETURNS : 0;
    memory_make_block(player->memory, &block);
}

bool blocks_count(struct player *player, tlscope_manager *manager, const struct replay_op *op)
{
    struct spot *spot = memory_spot(player->memory, op->place);
    const bool acquires = op->code == REPLAY_ptr_acquire || op->code == REPLAY_tensor_acquire;
    const bool was_acquired_dead = spot->owner == TL_OWNER_FOREIGN && !acquires;
    if (!spot->mapped || (spot->owner != TL_OWNER_HEAP && !was_acquired_dead)) {
        return true;
    }
    if (was_acquired_dead || is_lost(player, manager, spot)) {
        if (op->flags & REPLAY_BAD) {
            return !is_in_doubt(player);
        }
        make_anew(player, op, spot->kind, TL_OWNER_HEAP);
    }
    spot->given = true;
    return true;
}

void blocks_pool(struct player *player, const struct replay_op *op)
{
    const struct spot *spot = memory_spot(player->memory, op->place);
    const struct spot *newest = spot->hidden != 0 ? memory_newest(player->memory, address_of(spot)) : NULL;
    const bool is_block = spot->mapped && (spot->owner == TL_OWNER_HEAP || spot->owner == TL_OWNER_FOREIGN);
    const bool is_destroyed =
        spot->owner == TL_OWNER_HOST && (newest == NULL || newest->owner != TL_OWNER_HOST || !newest->live);
    if (is_block || is_destroyed) {
        make_anew(player, op, TL_KIND_TENSOR, TL_OWNER_HOST);
    }
}

void blocks_fill(const struct player *player, const struct replay_op *op, const uint32_t *elements)
{
    const struct spot *spot = memory_spot(player->memory, op->place);
    tl_vec vector = {.cap = (int64_t)op->amount, .len = (int64_t)op->amount};
    if (!spot->mapped || spot->owner != TL_OWNER_HEAP || (spot->amount != 0 && spot->amount < sizeof vector) ||
        memory_newest(player->memory, address_of(spot)) != spot || keeper_of(player, spot) == NULL) {
        return;
    }
    if (op->flags & REPLAY_BAD) {
        vector.cap = vector.len = 4; /* elements, and no buffer */
    } else if (op->amount != 0) {
        vector.data = malloc((size_t)op->amount * sizeof *vector.data);
        for (uint64_t i = 0; vector.data != NULL && i < op->amount; i++) {
            vector.data[i] = memory_at(player->memory, elements[i]);
        }
    }
    memcpy(address_of(spot), &vector, sizeof vector);
}

/* A block that the runtime never had is the program's to free; one that it counts, only as it was recorded. */
void blocks_free(const struct player *player, uint32_t place)
{
    struct spot *spot = memory_spot(player->memory, place);
    const bool as_recorded = !is_in_doubt(player) && keeper_of(player, spot) != NULL;
    if (spot->mapped && spot->owner == TL_OWNER_HEAP && !spot->gone && (!spot->given || as_recorded)) {
        spot->gone = true;
        free(address_of(spot));
    }
}

void blocks_scribble(const struct player *player, uint32_t place)
{
    const struct spot *spot = memory_spot(player->memory, place);
    volatile char *bytes = address_of(spot);
    if (spot->mapped && spot->owner == TL_OWNER_HEAP && !is_in_doubt(player)) {
        bytes[spot->amount / 2] = 1;
    }
}
