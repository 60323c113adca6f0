/* SPDX-License-Identifier: MIT */
#include "memory.h"

#include <stdlib.h>
#include <string.h>
#include <tl/pool.h>

#include "values.h"

enum { FOREIGN_BYTES = 1 << 26, ARENA_BYTES = 1 << 22, STEP = 16, UNKNOWN_BYTES = 64, TRIES = 64 };

/* Addresses where no heap block is, under any allocator; never touched. */
static _Alignas(STEP) char foreign[FOREIGN_BYTES];
static _Alignas(STEP) char arena[ARENA_BYTES];

/* Pointers that the program could still reach at its end, in plain sight. */
static void **kept;

struct held {
    void **pointers;
    size_t count;
};

/* A slot buffer at a place. */
struct lent {
    struct spot *spot;
    uint64_t frame;
};

struct memory {
    struct spots spots;
    struct lent *lent; /* those of outer frames first */
    size_t lent_count;
    bool hold_all;
    bool has_host;
    size_t foreign_used;
    size_t arena_used;
    size_t kept;
    struct held blocks; /* that would have repeated an address */
    struct held tensors;
};

struct memory *memory_new(uint32_t places, bool hold_all)
{
    struct memory *memory = calloc(1, sizeof *memory);
    if (memory == NULL || !spots_init(&memory->spots, places)) {
        free(memory);
        return NULL;
    }
    memory->hold_all = hold_all;
    return memory;
}

/* True when the address must not be given to `spot`. */
static bool is_taken(const struct memory *memory, const struct spot *spot, const void *address)
{
    const struct spot *other = spots_find(&memory->spots, address);
    return other != NULL && other != spot && (other->returns || memory->hold_all);
}

static bool hold(struct held *held, void *pointer)
{
    void **grown = realloc(held->pointers, (held->count + 1) * sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    held->pointers = grown;
    held->pointers[held->count++] = pointer;
    return true;
}

/* An address of the region where there is no block; the last ones are shared when it is used up. */
static void *take_address(char *region, size_t size, size_t *used)
{
    char *address = region + *used;
    *used += *used + (size_t)2 * STEP <= size ? STEP : 0;
    return address;
}

static void set_foreign(struct memory *memory, struct spot *spot)
{
    spot->mapped = false;
    spots_put(&memory->spots, spot, take_address(foreign, sizeof foreign, &memory->foreign_used));
}

struct spot *memory_spot(const struct memory *memory, uint32_t place)
{
    return spots_at(&memory->spots, place);
}

struct spot *memory_newest(const struct memory *memory, const void *address)
{
    return spots_find(&memory->spots, address);
}

void *memory_at(struct memory *memory, uint32_t place)
{
    struct spot *spot = spots_at(&memory->spots, place);
    if (place == 0) {
        return NULL;
    }
    if (spot->hidden == 0) {
        set_foreign(memory, spot);
    }
    return (void *)~spot->hidden;
}

/* A block of this size at no address that is taken; at `wanted` where malloc gives it soon enough. */
static void *allocate(struct memory *memory, const struct spot *spot, size_t bytes, const void *wanted)
{
    void *others[TRIES];
    size_t tried = 0;
    void *block = malloc(bytes);
    while (block != NULL && is_taken(memory, spot, block) && hold(&memory->blocks, block)) {
        block = malloc(bytes);
    }
    while (wanted != NULL && block != NULL && block != wanted && tried < TRIES) {
        others[tried++] = block;
        block = malloc(bytes);
        if (block == NULL || (tried == TRIES && block != wanted)) {
            free(block);
            block = others[--tried];
            break;
        }
    }
    while (tried > 0) {
        free(others[--tried]);
    }
    return block;
}

static size_t bytes_of(const struct replay_op *op)
{
    static const uint8_t element_bytes[] = {
#define TL_DTYPE(code, number, name, bytes) [number] = (bytes),
#include "values.def"
#undef TL_DTYPE
    };
    const uint64_t each = op->dtype < sizeof element_bytes ? element_bytes[op->dtype] : 1;
    if (op->kind == TL_KIND_TENSOR) {
        return op->amount > SIZE_MAX / 16 ? SIZE_MAX / 2 : (size_t)(op->amount * each) + 1;
    }
    return op->amount != 0 ? (size_t)op->amount : UNKNOWN_BYTES;
}

static bool describe(void *context, const tl_tensor *tensor, tlscope_tensor_description *description)
{
    const struct memory *memory = context;
    const struct spot *spot = spots_find(&memory->spots, tensor);
    if (spot == NULL || spot->owner != TL_OWNER_HOST || !spot->live) {
        return false;
    }
    const struct replay_op op = {.kind = TL_KIND_TENSOR, .dtype = spot->dtype, .amount = spot->amount};
    *description = (tlscope_tensor_description){
        .elements = spot->amount, .bytes = bytes_of(&op) - 1, .dtype = spot->dtype, .device = spot->device};
    return true;
}

static void destroy(void *context, tl_tensor *tensor)
{
    const struct memory *memory = context;
    struct spot *spot = spots_find(&memory->spots, tensor);
    if (spot != NULL && spot->owner == TL_OWNER_HOST && spot->live) { /* else it is not ours, or was destroyed before */
        spot->live = false;
        if (spot->mapped) {
            free(tensor);
        }
    }
}

static bool is_arena(void *context, const void *address)
{
    (void)context;
    return (const char *)address >= arena && (const char *)address < arena + sizeof arena;
}

static void be_host(struct memory *memory)
{
    if (!memory->has_host) {
        tlscope_set_host(
            &(tlscope_host){.context = memory, .describe = describe, .destroy = destroy, .is_arena = is_arena});
        memory->has_host = true;
    }
}

static void set_facts(struct spot *spot, const struct replay_op *op)
{
    spot->owner = op->owner;
    spot->kind = op->kind;
    spot->dtype = op->dtype;
    spot->device = op->device;
    spot->amount = op->amount;
    spot->live = true;
}

static void make_heap_block(struct memory *memory, struct spot *spot, const struct replay_op *op)
{
    const size_t bytes = bytes_of(op);
    const void *wanted = spot->returns && spot->mapped ? (void *)~spot->hidden : NULL;
    void *block = allocate(memory, spot, bytes, wanted);
    if (block == NULL) {
        fprintf(stderr,
                "tlscope: replay: no memory for a block of %zu bytes: an address without memory stands for it\n",
                bytes);
        set_foreign(memory, spot);
        return;
    }
    spot->mapped = true;
    spot->given = spot->gone = false;
    spots_put(&memory->spots, spot, block);
    memset(block, 0, bytes < sizeof(tl_vec) ? bytes : sizeof(tl_vec)); /* a vector is empty until it is filled */
} /* NOLINT(clang-analyzer-unix.Malloc): the spot has it, hidden */

void memory_make_block(struct memory *memory, const struct replay_op *op)
{
    struct spot *spot = spots_at(&memory->spots, op->place);
    const bool is_host = op->owner == TL_OWNER_HOST;
    const bool is_buffer = spot->buffer && (op->flags & REPLAY_BUFFER) != 0;
    set_facts(spot, op);
    spot->buffer = is_buffer;
    if (is_buffer) {
        return;
    }
    if (is_host || op->owner == TL_OWNER_ARENA) {
        be_host(memory);
    }
    if (op->owner == TL_OWNER_ARENA) {
        spot->mapped = false;
        spots_put(&memory->spots, spot, take_address(arena, sizeof arena, &memory->arena_used));
    } else if (is_host || op->owner == TL_OWNER_HEAP) {
        make_heap_block(memory, spot, op);
    } else if (spot->hidden == 0 || (spot->mapped && op->kind != TL_KIND_UNKNOWN)) { /* one acquired is what it was */
        set_foreign(memory, spot);
    }
    spot->returns = (op->flags & REPLAY_RETURNS) != 0;
}

/* Out of the pool, whoever made it. */
static void *take_pooled(tlscope_manager *manager, const struct replay_op *op)
{
    return tlscope_pool_acquire(tlscope_manager_pool(manager), (size_t)op->amount, op->dtype, op->device);
}

void memory_make_tensor(struct memory *memory, tlscope_manager *manager, const struct replay_op *op)
{
    struct spot *spot = spots_at(&memory->spots, op->place);
    void *tensor = op->owner == TL_OWNER_HOST ? take_pooled(manager, op) : NULL;
    if (tensor == NULL && op->owner != TL_OWNER_HOST) {
        tensor = tlscope_tensor_new(manager, (size_t)op->amount, op->dtype, op->device);
    }
    while (tensor != NULL && op->owner != TL_OWNER_HOST && manager == tlscope_manager_global() &&
           is_taken(memory, spot, tensor) && hold(&memory->tensors, tensor)) {
        tensor = tlscope_tensor_new(manager, (size_t)op->amount, op->dtype, op->device);
    }
    if (tensor == NULL) { /* this machine has no such device, or its pool holds fewer */
        struct replay_op block = *op;
        block.kind = TL_KIND_TENSOR;
        block.owner = TL_OWNER_HOST;
        memory_make_block(memory, &block);
        return;
    }
    set_facts(spot, op);
    spot->mapped = true;
    spots_put(&memory->spots, spot, tensor);
    spot->returns = (op->flags & REPLAY_RETURNS) != 0;
}

static bool note_lent(struct memory *memory, struct spot *spot, uint64_t frame)
{
    struct lent *grown = realloc(memory->lent, (memory->lent_count + 1) * sizeof *grown);
    if (grown != NULL) {
        memory->lent = grown;
        memory->lent[memory->lent_count++] = (struct lent){spot, frame};
    }
    return grown != NULL;
}

void memory_lend(struct memory *memory, const struct replay_op *op, void *buffer, uint64_t frame)
{
    struct spot *spot = spots_at(&memory->spots, op->place);
    if (op->place == 0 || buffer == NULL || (!spot->buffer && !note_lent(memory, spot, frame))) {
        return;
    }
    memset(buffer, 0, op->amount < sizeof(tl_vec) ? (size_t)op->amount : sizeof(tl_vec)); /* as of a new block */
    spot->buffer = spot->mapped = true;
    spot->owner = TL_OWNER_HEAP;
    spot->given = spot->gone = false;
    spots_put(&memory->spots, spot, buffer);
}

void memory_leave(struct memory *memory, uint64_t frame)
{
    while (memory->lent_count > 0 && memory->lent[memory->lent_count - 1].frame >= frame) {
        memory->lent[--memory->lent_count].spot->buffer = false;
    }
}

void memory_reach(struct memory *memory, uint32_t place)
{
    void **grown = realloc(kept, (memory->kept + 1) * sizeof *grown);
    if (grown != NULL) {
        kept = grown;
        kept[memory->kept++] = memory_at(memory, place);
    }
}

void memory_end(struct memory *memory)
{
    for (size_t i = 0; i < memory->blocks.count; i++) {
        free(memory->blocks.pointers[i]);
    }
    for (size_t i = 0; i < memory->tensors.count; i++) {
        tlscope_tensor_free(tlscope_manager_global(), memory->tensors.pointers[i]);
    }
    if (memory->has_host) {
        return; /* the runtime may call back until the process ends */
    }
    free(memory->blocks.pointers);
    free(memory->tensors.pointers);
    free(memory->lent);
    spots_free(&memory->spots);
    free(memory);
}
