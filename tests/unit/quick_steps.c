/* SPDX-License-Identifier: MIT */
#include "quick_steps.h"

#include <stdlib.h>

char blocks[BLOCKS][BLOCK_BYTES];
tlscope_manager *open;
tlscope_manager *looked_at;
uint32_t quick;

static struct checker told;

int set_up(void **state)
{
    (void)state;
    open = tlscope_manager_new();
    looked_at = tlscope_manager_new();
    runtime.options.diagnostics = 0;
    told = checker;
    checker.sanitizer = false; /* which would be told of each block */
    quick_start();
    return open == NULL || looked_at == NULL;
}

int tear_down(void **state)
{
    (void)state;
    assert_true(objects_are_valid(&open->objects));
    tlscope_manager_destroy(open);
    tlscope_manager_destroy(looked_at);
    checker = told;
    return 0;
}

bool is_live(const tlscope_manager *manager, const void *block)
{
    const uint32_t index = objects_find(&manager->objects, block);
    return index != 0 && object_as_it_is(&manager->objects, index)->state == OBJECT_LIVE;
}

bool is_open(const void *block)
{
    const struct key_map_slot *slot = objects_slot(&open->objects, block);
    return slot != NULL && slot->note != 0;
}

/* Malloc's, of each manager; NULL: to be made. */
static struct own_block {
    void *address;
    bool given; /* to the manager, which may free it */
} own_blocks[2][OWN_BLOCKS];

/* Some the manager never frees: leak checkers are to find them here. */
enum { MADE_MOST = 1 << 18 };
static void *made[MADE_MOST];
static uint32_t made_count;

static struct own_block *own_block(const tlscope_manager *manager, uint32_t own)
{
    return &own_blocks[manager == looked_at][own];
}

static bool gives(const struct step *step)
{
    return step->what == REGISTER || step->what == REGISTER_VECTOR || step->what == ACQUIRE;
}

void *block_of(const tlscope_manager *manager, const struct step *step)
{
    return step->block != NULL ? step->block : own_block(manager, step->own)->address;
}

bool is_given(const tlscope_manager *manager, const struct step *step)
{
    return step->block != NULL || own_block(manager, step->own)->given;
}

static void make_block(const tlscope_manager *manager, const struct step *step)
{
    struct own_block *own = own_block(manager, step->own);
    if (step->block != NULL)
        return;
    if (own->address == NULL && made_count < MADE_MOST)
        own->address = made[made_count++] = calloc(1, sizeof blocks[0]);
    own->given |= gives(step);
}

/* The address of a block that was freed may be another's soon. */
static void forget_freed(const tlscope_manager *manager)
{
    for (uint32_t i = 0; i < OWN_BLOCKS; i++) {
        struct own_block *own = own_block(manager, i);
        if (own->given && !is_live(manager, own->address))
            *own = (struct own_block){0};
    }
}

/* The manager's, or what a call in short leaves for the whole one. */
static void *buffer;

/* As the exported functions do. */
static bool done_in_short(tlscope_manager *manager, const struct step *step, void *block, struct key_map_slot **found)
{
    switch (step->what) {
    case ENTER_SCOPE:
        return quick_enter_scope(manager, HERE.address);
    case EXIT_SCOPE:
        return quick_exit_scope(manager);
    case REGISTER:
        return quick_register_struct(manager, block, HERE.address);
    case REGISTER_VECTOR:
        return false;
    case UNREGISTER:
        return quick_unregister(manager, block);
    case ACQUIRE:
        return quick_acquire(manager, TL_EVENT_ptr_acquire, block);
    case RELEASE:
        return quick_release_or_drop(manager, TL_EVENT_ptr_release, block, HERE.address, found);
    case FUNCTION_ENTER:
        return quick_function_enter(manager, step->slot, HERE.address);
    case FUNCTION_EXIT:
        return quick_function_exit(manager);
    case GET_BUFFER:
        return quick_get_buffer(manager, step->slot, step->bytes, &buffer);
    }
    return false;
}

/* Its result, where it has one. */
static bool do_whole(tlscope_manager *manager, const struct step *step, void *block, struct key_map_slot *found)
{
    switch (step->what) {
    case ENTER_SCOPE:
        call_enter_scope(manager, HERE);
        break;
    case EXIT_SCOPE:
        call_exit_scope(manager, HERE);
        break;
    case REGISTER:
        call_register(manager, TL_EVENT_register_struct, block, NULL, HERE);
        break;
    case REGISTER_VECTOR:
        call_register(manager, TL_EVENT_register_vec_ptr, block, NULL, HERE);
        break;
    case UNREGISTER:
        call_unregister(manager, block, HERE);
        break;
    case ACQUIRE:
        call_acquire(manager, TL_EVENT_ptr_acquire, block, HERE);
        break;
    case RELEASE:
        return call_release_at(manager, TL_EVENT_ptr_release, block, found, HERE);
    case FUNCTION_ENTER:
        call_function_enter(manager, step->slot, HERE);
        break;
    case FUNCTION_EXIT:
        call_function_exit(manager, HERE);
        break;
    case GET_BUFFER:
        return call_get_buffer_of(manager, step->slot, step->bytes, buffer, HERE) != NULL;
    }
    return true;
}

uint64_t misuse_found(void)
{
    uint64_t found = 0;
    for (uint32_t i = 1; i <= runtime.repeats.slab.used; i++) {
        const struct repeat *repeat = slab_item(&runtime.repeats.slab, i);
        found += repeat->key >> 32 != TL_DIAGNOSTIC_STALE_RECORD ? repeat->count : 0;
    }
    return found;
}

struct done do_step(tlscope_manager *manager, const struct step *step)
{
    struct key_map_slot *found = NULL;
    const uint64_t calls = runtime.calls;
    const uint64_t misuse = misuse_found();
    make_block(manager, step);
    void *block = block_of(manager, step);
    thread_self()->announced.silent = manager == open;
    thread_tells = manager == open ? TELLS_TRACE : TELLS_ALL;
    thread_self()->announced.pending_count = 0;
    const bool in_short = done_in_short(manager, step, block, &found);
    assert_false(in_short && manager == looked_at);
    const bool result = in_short || do_whole(manager, step, block, found);
    assert_int_equal(runtime.calls, calls + 1);
    assert_null(runtime.lock.inside);
    quick += in_short;
    forget_freed(manager);
    return (struct done){result, misuse_found() - misuse};
}
