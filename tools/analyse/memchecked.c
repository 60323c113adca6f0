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
    memchecked->exits = memory_new(file->message_count * sizeof(*memchecked->exits));
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
        free(memchecked->exits);
        free(memchecked);
    }
}

static bool is_same_stack(const struct memcheck_stack *left, const struct memcheck_stack *right)
{
    size_t i = 0;
    while (i < left->count && i < right->count && left->frames[i].address == right->frames[i].address) {
        i++;
    }
    return left->count > 0 && i == left->count && i == right->count;
}

uint32_t memchecked_exit(const struct memchecked *memchecked, const struct memchecked_error *lost,
                         const struct memchecked_error *other)
{
    const struct memcheck_error *early = other->told;
    if (early->final || early->kind != MEMCHECK_LOST || early->stack_count == 0 || lost->told->stack_count == 0 ||
        !is_same_stack(&early->stacks[0], &lost->told->stacks[0])) {
        return 0;
    }
    size_t message = early->message; /* the check tells of the exit after its errors */
    while (message < memchecked->file->message_count && memchecked->exits[message] == 0) {
        message++;
    }
    return message < memchecked->file->message_count ? memchecked->exits[message] : 0;
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
            amount.bytes[error->kind] += memcheck_direct_bytes(error->what, error->leaked_bytes);
        }
    }
    for (size_t i = 0; i < file->suppression_count; i++) {
        amount.suppressed += file->suppressions[i].count;
    }
    return amount;
}
