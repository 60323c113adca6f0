/* SPDX-License-Identifier: MIT */
/* The manager as an object, for embedders. */
#include "manager/manager.h"

#include <stdlib.h>

#include "hook/nvtx.h"
#include "manager/call.h"
#include "manager/calls.h"
#include "manager/population.h"
#include "manager/reclaim.h"
#include "manager/tensor.h"

struct tlscope_manager global_manager;

bool manager_init(tlscope_manager *manager, uint32_t number)
{
    *manager = (tlscope_manager){.number = number};
    objects_init(&manager->objects);
    tensors_init(&manager->pool.tensors, runtime.options.pool_limit);
    manager->pool.manager = manager;
    return scopes_init(&manager->scopes, &manager->objects, (struct scope){.number = 1});
}

tlscope_manager *tlscope_manager_global(void)
{
    if (!atomic_load_explicit(&runtime.started, memory_order_acquire))
        runtime_start();
    return &global_manager;
}

tlscope_manager *tlscope_manager_new(void)
{
    tlscope_manager_global();
    tlscope_manager *manager = malloc(sizeof *manager);
    if (manager == NULL)
        return NULL;
    if (!manager_init(manager, 0)) {
        free(manager);
        return NULL;
    }
    lock_take(&runtime.lock);
    manager->number = ++runtime.last_manager;
    pool_link(&manager->pool);
    lock_give(&runtime.lock);
    return manager;
}

/* Of the scopes that are still open. */
static void end_ranges(const struct scopes *scopes)
{
    for (uint32_t depth = scopes_depth(scopes); nvtx_shows_ranges() && depth > 1; depth--)
        nvtx_range_end(NVTX_SCOPE, scope_at(scopes, depth)->number);
}

void tlscope_manager_destroy(tlscope_manager *manager)
{
    struct call call;
    if (manager == NULL || manager == &global_manager)
        return;
    call_begin(&call, manager, TL_EVENT_manager_end, CALLER);
    manager_drop_frames(&call);
    end_ranges(&manager->scopes);
    quarantine_empty(&call);
    pool_clear(&call, &manager->pool);
    tensors_outlive(manager);
    population_end_all(&manager->objects);
    hook(manager_end, .site = call.site);
    pool_unlink(&manager->pool);
    call_end(&call);
    tensors_free(&manager->pool.tensors);
    frames_free(&manager->frames);
    scopes_free(&manager->scopes);
    objects_free(&manager->objects);
    quarantine_free(&manager->quarantine);
    free(manager);
}

tlscope_pool *tlscope_manager_pool(tlscope_manager *manager)
{
    return &manager->pool;
}

void tlscope_manager_enter_scope(tlscope_manager *manager)
{
    call_enter_scope(manager, CALLER);
}

void tlscope_manager_exit_scope(tlscope_manager *manager)
{
    call_exit_scope(manager, CALLER);
}

void tlscope_manager_register_struct(tlscope_manager *manager, void *ptr)
{
    call_register(manager, TL_EVENT_register_struct, ptr, NULL, CALLER);
}

void tlscope_manager_register_tensor(tlscope_manager *manager, tl_tensor *ptr)
{
    call_register(manager, TL_EVENT_register_tensor, ptr, NULL, CALLER);
}

void tlscope_manager_register_vec_ptr(tlscope_manager *manager, void *ptr)
{
    call_register(manager, TL_EVENT_register_vec_ptr, ptr, NULL, CALLER);
}

void tlscope_manager_unregister(tlscope_manager *manager, void *ptr)
{
    call_unregister(manager, ptr, CALLER);
}

bool tlscope_manager_is_registered(tlscope_manager *manager, const void *ptr)
{
    return call_is_registered(manager, ptr, CALLER);
}

bool tlscope_manager_counts(tlscope_manager *manager, const void *ptr)
{
    lock_take(&runtime.lock);
    const uint32_t index = ptr != NULL ? objects_find(&manager->objects, ptr) : 0;
    const bool counts = index != 0 && object_at(&manager->objects, index)->count != 0;
    lock_give(&runtime.lock);
    return counts;
}

void tlscope_manager_acquire_ptr(tlscope_manager *manager, void *ptr)
{
    call_acquire(manager, TL_EVENT_ptr_acquire, ptr, CALLER);
}

bool tlscope_manager_release_ptr(tlscope_manager *manager, void *ptr)
{
    return call_release(manager, TL_EVENT_release_ptr, ptr, CALLER);
}

/* What is beyond int64_t is as absurd as its maximum. */
static int64_t as_signed(size_t number)
{
    return number > INT64_MAX ? INT64_MAX : (int64_t)number;
}

void tlscope_manager_function_enter(tlscope_manager *manager, size_t num_slots)
{
    call_function_enter(manager, as_signed(num_slots), CALLER);
}

void tlscope_manager_function_exit(tlscope_manager *manager)
{
    call_function_exit(manager, CALLER);
}

void *tlscope_manager_get_buffer(tlscope_manager *manager, size_t slot_id, size_t min_size)
{
    return call_get_buffer(manager, as_signed(slot_id), as_signed(min_size), CALLER);
}
