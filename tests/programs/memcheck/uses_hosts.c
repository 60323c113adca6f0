/* SPDX-License-Identifier: MIT */
/* Tensors of a host runtime; and all that may be done, done right. */
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "uses.h"

/* A host's tensor: its description is one block, its data another. */
struct host_tensor {
    uint64_t elements;
    float *data;
};

static struct host_tensor *host_tensor;
static char arena[256];

static bool describe(void *context, const tl_tensor *tensor, tlscope_tensor_description *description)
{
    (void)context;
    if ((const void *)tensor != host_tensor)
        return false;
    *description = (tlscope_tensor_description){.elements = ELEMENTS, .bytes = ELEMENTS * sizeof(float)};
    return true;
}

static void destroy(void *context, tl_tensor *tensor)
{
    struct host_tensor *own = (struct host_tensor *)(void *)tensor;
    (void)context;
    use((const char *)own);
    free(own->data);
    free(own);
}

static bool is_arena(void *context, const void *address)
{
    (void)context;
    return (const char *)address >= arena && (const char *)address < arena + sizeof arena;
}

static const tlscope_host host = {.describe = describe, .destroy = destroy, .is_arena = is_arena};

FUNCTION tl_tensor *make_host_tensor(void)
{
    tlscope_set_host(&host);
    host_tensor = malloc(sizeof *host_tensor);
    *host_tensor = (struct host_tensor){.elements = ELEMENTS, .data = malloc(ELEMENTS * sizeof(float))};
    return (tl_tensor *)(void *)host_tensor;
}

void host_tensor_pooled(void)
{
    tl_tensor *tensor = make_host_tensor();
    tl_mem_enter_scope();
    tl_mem_register_tensor(tensor);
    tl_mem_exit_scope();
    use((const char *)tensor + 2);
}

void host_tensor_from_pool(void)
{
    tl_tensor *tensor = make_host_tensor();
    tl_mem_enter_scope();
    tl_mem_register_tensor(tensor);
    tl_mem_exit_scope();
    tl_tensor *again = tlscope_pool_acquire(tlscope_pool_global(), ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU);
    decide((const char *)again);
    tl_tensor_acquire(again);
    tl_tensor_release(again);
    tlscope_pool_clear(tlscope_pool_global());
}

/* In the pool at the end: neither it nor its data is lost. */
void host_tensor_kept_by_pool(void)
{
    tl_tensor *tensor = make_host_tensor();
    tl_mem_enter_scope();
    tl_mem_register_tensor(tensor);
    tl_mem_exit_scope();
    host_tensor = NULL;
    forget();
}

static void *acquire_and_release(void *object)
{
    for (int i = 0; i < 50; i++) {
        tl_ptr_acquire(object);
        decide(object);
        tl_ptr_release(object);
    }
    return NULL;
}

FUNCTION char *return_struct(void)
{
    tl_mem_function_enter(2);
    char *object = make_struct();
    tl_mem_register_struct(object);
    memset(tl_mem_get_buffer(1, 40), 1, 40);
    tl_mem_unregister(object);
    tl_mem_function_exit();
    return object;
}

/* All that may be done with memory, done right: in several scopes, moved, from threads, vectors, hosts, arenas. */
void all_is_well(void)
{
    pthread_t thread;
    tl_mem_enter_scope();
    char *object = return_struct();
    tl_mem_enter_scope();
    tl_mem_register_struct(object);
    tl_mem_register_struct(object);
    pthread_create(&thread, NULL, acquire_and_release, object);
    acquire_and_release(object);
    pthread_join(thread, NULL);
    tl_mem_exit_scope();
    decide(object);
    tl_ptr_release(object);
    for (int i = 0; i < 40; i++) {
        tl_tensor *tensors[3] = {make_tensor(), make_tensor(), make_tensor()};
        tl_mem_enter_scope();
        for (int each = 0; each < 3; each++) {
            memset(data_of(tensors[each]), each, ELEMENTS * sizeof(float));
            tl_mem_register_tensor(tensors[each]);
            tl_mem_register_tensor(tensors[each]);
            decide(data_of(tensors[each]));
        }
        tl_mem_exit_scope();
    }
    tl_vec *vector = malloc(sizeof *vector);
    *vector = (tl_vec){.data = malloc(2 * sizeof(void *)), .cap = 2, .len = 2};
    vector->data[0] = make_struct();
    vector->data[1] = make_tensor();
    tl_mem_register_vec_ptr(vector);
    tl_mem_register_struct(vector->data[0]);
    tl_ptr_acquire(vector->data[0]);
    tl_tensor_acquire(vector->data[1]);
    tlscope_set_host(&host);
    tl_mem_register_struct(arena + 64);
    tl_mem_exit_scope();
    arena[64] = 1;
    decide(arena + 64);
    host_tensor_from_pool();
}
