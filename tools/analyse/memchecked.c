/* SPDX-License-Identifier: MIT */
#include "memchecked.h"

#include <stdlib.h>

#include "memory.h"
#include "process.h"

static void block_watch(struct sightings *sightings, const struct memcheck_block *block)
{
    if (block->known) {
        sightings_watch(sightings, block->address, 1);
    }
    if (block->sized) {
        sightings_watch(sightings, block->start, block->size);
    }
}

/* Whoever is on the stacks of the block may have made its object. */
static void stacks_watch(struct sightings *sightings, const struct memcheck_error *error)
{
    for (size_t i = 1; i < error->stack_count; i++) {
        for (size_t frame = 0; frame < error->stacks[i].count; frame++) {
            sightings_watch_code(sightings, error->stacks[i].frames[frame].address + 1);
        }
    }
}

struct memchecked *memchecked_new(const struct memcheck_file *file, const struct sites *sites)
{
    struct memchecked *memchecked = memory_new(sizeof(*memchecked));
    memchecked->file = file;
    memchecked->sightings.sites = sites;
    memchecked->count = file->error_count;
    memchecked->errors = memory_new(file->error_count * sizeof(*memchecked->errors));
    for (size_t i = 0; i < file->error_count; i++) {
        memchecked->errors[i].told = &file->errors[i];
        const enum memcheck_kind kind = file->errors[i].kind;
        if (!memcheck_kind_is_leak(kind) || memcheck_kind_is_of_device(kind)) {
            block_watch(&memchecked->sightings, &file->errors[i].block);
        }
        if (!memcheck_kind_is_leak(kind) && !memcheck_kind_is_of_device(kind)) {
            stacks_watch(&memchecked->sightings, &file->errors[i]);
        }
    }
    sightings_ready(&memchecked->sightings);
    return memchecked;
}

void memchecked_free(struct memchecked *memchecked)
{
    if (memchecked) {
        for (size_t i = 0; i < memchecked->count; i++) {
            free(memchecked->errors[i].sentence);
        }
        sightings_free(&memchecked->sightings);
        free(memchecked->errors);
        free(memchecked);
    }
}

struct memchecked_amount memchecked_amount(const struct memcheck_file *file)
{
    struct memchecked_amount amount = {0};
    for (size_t i = 0; i < file->error_count; i++) {
        const struct memcheck_error *error = &file->errors[i];
        if (!memcheck_kind_is_leak(error->kind)) {
            amount.errors++;
            amount.times += error->count;
        } else if (error->final) {
            amount.blocks[error->kind] += error->leaked_blocks;
            amount.bytes[error->kind] += error->leaked_bytes;
        }
    }
    for (size_t i = 0; i < file->suppression_count; i++) {
        amount.suppressed += file->suppressions[i].count;
    }
    return amount;
}
