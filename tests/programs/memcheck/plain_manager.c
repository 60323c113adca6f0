/* SPDX-License-Identifier: MIT */
/*
 * A manager of the design that TL's own runtime has, as small as it can be: tables of plain addresses, slot buffers
 * that are rounded up and zeroed, tensors with their data in blocks of malloc's, a pool. What memcheck says of programs
 * on it is what it says without tlscope. It knows nothing of threads and misuse.
 */
#include <stdlib.h>
#include <string.h>

#include <tl/abi.h>
#include <tl/pool.h>
#include <tl/tensor.h>

enum { MOST = 4096, SLOTS = 8, ROUNDED = 256 };

struct tl_tensor {
    void *data;
    size_t elements;
};

struct counted {
    void *pointer;
    int count;
    bool is_tensor;
};

static struct {
    struct counted *counted;
    size_t counted_count;
    void **records[MOST];
    size_t record_counts[MOST];
    size_t depth;
    void *buffers[MOST][SLOTS];
    size_t sizes[MOST][SLOTS];
    void *deferred[MOST];
    size_t frames;
    tl_tensor *pool[MOST];
    size_t pooled;
    tlscope_host host;
} manager;

static struct counted *find(const void *pointer)
{
    for (size_t i = 0; i < manager.counted_count; i++) {
        if (manager.counted[i].pointer == pointer)
            return &manager.counted[i];
    }
    return NULL;
}

static struct counted *count(void *pointer, bool is_tensor)
{
    struct counted *found = find(pointer);
    if (found == NULL) {
        if (manager.counted == NULL)
            manager.counted = calloc(MOST, sizeof *manager.counted);
        found = &manager.counted[manager.counted_count++];
        *found = (struct counted){.pointer = pointer, .is_tensor = is_tensor};
    }
    found->count++;
    return found;
}

static void record(void *pointer, bool is_tensor)
{
    void ***scope = &manager.records[manager.depth];
    if (*scope == NULL)
        *scope = calloc(MOST, sizeof **scope);
    (*scope)[manager.record_counts[manager.depth]++] = pointer;
    count(pointer, is_tensor);
}

void tl_ptr_release(void *pointer)
{
    struct counted *found = find(pointer);
    if (found == NULL || --found->count > 0)
        return;
    const bool is_tensor = found->is_tensor;
    *found = manager.counted[--manager.counted_count];
    if (is_tensor)
        manager.pool[manager.pooled++] = pointer;
    else
        free(pointer);
}

void tl_mem_enter_scope(void)
{
    manager.depth++;
}

void tl_mem_exit_scope(void)
{
    while (manager.record_counts[manager.depth] > 0)
        tl_ptr_release(manager.records[manager.depth][--manager.record_counts[manager.depth]]);
    manager.depth--;
}

void tl_mem_function_enter(int64_t slots)
{
    (void)slots;
    manager.frames++;
    manager.depth++;
}

void tl_mem_function_exit(void)
{
    tl_mem_exit_scope();
    free(manager.deferred[manager.frames]);
    manager.deferred[manager.frames] = NULL;
    for (size_t slot = 0; slot < SLOTS; slot++) {
        free(manager.buffers[manager.frames][slot]);
        manager.buffers[manager.frames][slot] = NULL;
        manager.sizes[manager.frames][slot] = 0;
    }
    manager.frames--;
}

void *tl_mem_get_buffer(int64_t slot, int64_t bytes)
{
    const size_t rounded = ((size_t)bytes + ROUNDED - 1) / ROUNDED * ROUNDED;
    if (slot >= SLOTS)
        return NULL;
    void **buffer = &manager.buffers[manager.frames][slot];
    size_t *size = &manager.sizes[manager.frames][slot];
    if (*size < (size_t)bytes) {
        manager.deferred[manager.frames] = *buffer;
        *buffer = calloc(1, rounded);
        *size = rounded;
    }
    return *buffer;
}

void tl_mem_register_struct(void *pointer)
{
    record(pointer, false);
}

void tl_mem_register_tensor(tl_tensor *tensor)
{
    record(tensor, true);
}

void tl_mem_register_vec_ptr(void *pointer)
{
    record(pointer, false);
}

void tl_mem_unregister(void *pointer)
{
    for (size_t i = manager.record_counts[manager.depth]; i > 0; i--) {
        if (manager.records[manager.depth][i - 1] == pointer) {
            manager.records[manager.depth][i - 1] = NULL;
            return;
        }
    }
}

void tl_ptr_acquire(void *pointer)
{
    count(pointer, false);
}

void tl_tensor_acquire(tl_tensor *tensor)
{
    count(tensor, true);
}

void tl_tensor_release(tl_tensor *tensor)
{
    tl_ptr_release(tensor);
}

tlscope_manager *tlscope_manager_global(void)
{
    return NULL;
}

tlscope_pool *tlscope_pool_global(void)
{
    return NULL;
}

tl_tensor *tlscope_pool_acquire(tlscope_pool *pool, size_t elements, uint8_t dtype, uint8_t device)
{
    (void)pool;
    (void)elements;
    (void)dtype;
    (void)device;
    return manager.pooled > 0 ? manager.pool[--manager.pooled] : NULL;
}

void tlscope_pool_clear(tlscope_pool *pool)
{
    (void)pool;
    while (manager.pooled > 0)
        manager.host.destroy(manager.host.context, manager.pool[--manager.pooled]);
}

void tlscope_set_host(const tlscope_host *host)
{
    manager.host = *host;
}

tl_tensor *tlscope_tensor_new(tlscope_manager *of, size_t elements, uint8_t dtype, uint8_t device)
{
    tl_tensor *tensor = tlscope_pool_acquire(NULL, elements, dtype, device);
    (void)of;
    if (tensor == NULL) {
        tensor = malloc(sizeof *tensor);
        *tensor = (tl_tensor){.data = malloc(elements * sizeof(float)), .elements = elements};
    }
    return tensor;
}

void tlscope_tensor_free(tlscope_manager *of, tl_tensor *tensor)
{
    (void)of;
    manager.pool[manager.pooled++] = tensor;
}

void *tlscope_tensor_data(const tl_tensor *tensor)
{
    return tensor->data;
}

size_t tlscope_tensor_elements(const tl_tensor *tensor)
{
    return tensor->elements;
}
