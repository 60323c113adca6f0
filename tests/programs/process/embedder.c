/* SPDX-License-Identifier: MIT */
/*
 * A host runtime: managers and pools as objects, tensors of its own, an arena. Clean but for one tensor that is
 * destroyed while a scope lists it, and what the first manager keeps at the end.
 */
#include <stdlib.h>
#include <tl/pool.h>
#include <tl/tensor.h>
#include <tl/tlscope.h>

enum { ELEMENTS = 8, TENSORS = 4, BLOCK_BYTES = 72, SLOT_BYTES = 100 };

static struct host_tensor {
    bool live;
    float data[ELEMENTS];
} tensors[TENSORS];
static char arena[256];

static bool describe(void *context, const tl_tensor *tensor, tlscope_tensor_description *description)
{
    (void)context;
    for (size_t i = 0; i < TENSORS; i++) {
        if ((const void *)tensor == &tensors[i] && tensors[i].live) {
            *description = (tlscope_tensor_description){ELEMENTS, sizeof tensors[i].data, TLSCOPE_F32, TLSCOPE_CPU};
            return true;
        }
    }
    return false;
}

static void destroy(void *context, tl_tensor *tensor)
{
    (void)context;
    ((struct host_tensor *)tensor)->live = false;
}

static bool is_arena(void *context, const void *address)
{
    (void)context;
    return (const char *)address >= arena && (const char *)address < arena + sizeof arena;
}

static tl_tensor *host_tensor(size_t index)
{
    tensors[index].live = true;
    return (tl_tensor *)&tensors[index];
}

static void use_manager(tlscope_manager *manager, size_t index)
{
    void *block = malloc(BLOCK_BYTES);
    tl_log_alloc(block, BLOCK_BYTES, "host.rs", 7);
    tlscope_manager_function_enter(manager, 1);
    (void)tlscope_manager_get_buffer(manager, 0, SLOT_BYTES);
    (void)tlscope_manager_get_buffer(manager, 0, 2 * (size_t)SLOT_BYTES);
    tl_trace_mem("model.tl", 10, 1, "let");
    tlscope_manager_register_struct(manager, block);
    tl_trace_mem("model.tl", 11, 5, "let");
    tlscope_manager_acquire_ptr(manager, block);
    tlscope_manager_unregister(manager, block);
    (void)tlscope_manager_is_registered(manager, block);
    (void)tlscope_manager_release_ptr(manager, block);
    (void)tlscope_manager_release_ptr(manager, block);
    (void)tlscope_manager_release_ptr(manager, block);
    tlscope_manager_register_tensor(manager, host_tensor(index));
    tlscope_manager_function_exit(manager);
}

static void use_pool(tlscope_manager *manager, size_t index)
{
    tlscope_pool *pool = tlscope_manager_pool(manager);
    (void)tlscope_pool_release(pool, host_tensor(index), ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU);
    tl_tensor *again = tlscope_pool_acquire(pool, ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU);
    (void)tlscope_pool_acquire(pool, 2 * (size_t)ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU);
    tlscope_manager_register_tensor(manager, again);
    tlscope_tensor_free(manager, again);
    tlscope_pool_clear(pool);
}

static void use_arena(tlscope_manager *manager)
{
    tlscope_manager_enter_scope(manager);
    tlscope_manager_register_struct(manager, arena + 16);
    tl_mem_register_ptr(arena + 16);
    tl_mem_register_ptr(arena + 32);
    tlscope_manager_exit_scope(manager);
}

static void destroy_early(tlscope_manager *manager)
{
    tlscope_manager_enter_scope(manager);
    tl_tensor *tensor = tlscope_tensor_new(manager, ELEMENTS, TLSCOPE_F64, TLSCOPE_CPU);
    tlscope_manager_register_tensor(manager, tensor);
    tlscope_manager_enter_scope(manager);
    tlscope_tensor_free(manager, tensor);
    tlscope_manager_exit_scope(manager);
    tlscope_manager_exit_scope(manager);
}

int main(void)
{
    tlscope_set_host(&(tlscope_host){.describe = describe, .destroy = destroy, .is_arena = is_arena});
    tlscope_manager *global = tlscope_manager_global();
    tlscope_manager *other = tlscope_manager_new();
    use_manager(global, 0);
    tlscope_mark("global done");
    use_manager(other, 1);
    use_pool(other, 2);
    use_arena(global);
    destroy_early(global);
    tlscope_manager_register_tensor(other, host_tensor(3));
    void *cache = malloc(BLOCK_BYTES);
    tlscope_manager_register_struct(global, cache);
    tlscope_keep(cache);
    tl_trace_mem("model.tl", 90, 1, "let");
    void *scratch = malloc(BLOCK_BYTES);
    tl_log_alloc(scratch, BLOCK_BYTES, "host.rs", 8);
    tl_log_free(scratch, "host.rs", 9);
    free(scratch);
    tlscope_manager_destroy(other);
    return EXIT_SUCCESS;
}
