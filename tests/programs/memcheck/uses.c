/* SPDX-License-Identifier: MIT */
/*
 * `uses CASE`: one use, right or wrong, of memory that the manager has to do with. Functions that errors are looked for
 * in have names of their own. Linked with the runtime, and with a plain manager to compare with.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tl/abi.h>
#include <tl/pool.h>
#include <tl/tensor.h>

#define FUNCTION __attribute__((noipa)) static

enum { STRUCT_BYTES = 24, ELEMENTS = 8, BUFFER_BYTES = 100, GROWN_BYTES = 200 };

static volatile int sink;

/* What memcheck is to object to, or not. */
FUNCTION void use(const volatile char *byte)
{
    sink = (unsigned char)*byte;
}

FUNCTION void decide(const char *byte)
{
    if (*byte > 3)
        sink = 1;
}

/* Overwrites registers and stack that still hold pointers. */
FUNCTION void forget(void)
{
    volatile char stack[16384];
    for (size_t i = 0; i < sizeof stack; i++)
        stack[i] = 0;
    __asm__ volatile("" ::: "rbx", "r12", "r13", "r14", "r15");
}

FUNCTION char *make_struct(void)
{
    char *made = malloc(STRUCT_BYTES);
    memset(made, 7, STRUCT_BYTES);
    return made;
}

FUNCTION tl_tensor *make_tensor(void)
{
    return tlscope_tensor_new(tlscope_manager_global(), ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU);
}

static char *data_of(tl_tensor *tensor)
{
    return tlscope_tensor_data(tensor);
}

FUNCTION void release_struct(char *object)
{
    tl_ptr_release(object);
}

FUNCTION void release_tensor(tl_tensor *tensor)
{
    tl_tensor_release(tensor);
}

FUNCTION void release_tensor_again(tl_tensor *tensor)
{
    tl_tensor_release(tensor);
}

static void struct_after_exit(void)
{
    tl_mem_enter_scope();
    char *object = make_struct();
    tl_mem_register_struct(object);
    tl_mem_exit_scope();
    use(object + 3);
}

static void struct_after_release(void)
{
    char *object = make_struct();
    tl_mem_register_struct(object);
    release_struct(object);
    use(object + 3);
}

static void tensor_after_exit(void)
{
    tl_mem_enter_scope();
    tl_tensor *tensor = make_tensor();
    char *data = data_of(tensor);
    memset(data, 1, ELEMENTS * sizeof(float));
    tl_mem_register_tensor(tensor);
    tl_mem_exit_scope();
    use(data + 5);
}

static void tensor_after_release(void)
{
    tl_tensor *tensor = make_tensor();
    char *data = data_of(tensor);
    tl_tensor_acquire(tensor);
    release_tensor(tensor);
    use(data + 5);
}

/* Its second life ends elsewhere than its first. */
static void tensor_after_second_release(void)
{
    tl_tensor *tensor = make_tensor();
    tl_tensor_acquire(tensor);
    release_tensor(tensor);
    tensor = make_tensor();
    char *data = data_of(tensor);
    tl_tensor_acquire(tensor);
    release_tensor_again(tensor);
    use(data + 5);
}

/* A pointer from its first life, used in its second. */
static void tensor_of_before(void)
{
    tl_tensor *tensor = make_tensor();
    char *data = data_of(tensor);
    memset(data, 1, ELEMENTS * sizeof(float));
    tl_tensor_acquire(tensor);
    release_tensor(tensor);
    tensor = make_tensor();
    tl_mem_register_tensor(tensor);
    use(data + 5);
}

static void tensor_description_after_release(void)
{
    tl_tensor *tensor = make_tensor();
    tl_tensor_acquire(tensor);
    release_tensor(tensor);
    sink = (int)tlscope_tensor_elements(tensor);
}

static void tensor_from_pool_undefined(void)
{
    tl_tensor *tensor = make_tensor();
    memset(data_of(tensor), 1, ELEMENTS * sizeof(float));
    tl_tensor_acquire(tensor);
    release_tensor(tensor);
    tensor = make_tensor();
    decide(data_of(tensor) + 4);
    tlscope_tensor_free(tlscope_manager_global(), tensor);
}

static void tensor_overrun(void)
{
    tl_tensor *tensor = make_tensor();
    use(data_of(tensor) + ELEMENTS * sizeof(float));
    tlscope_tensor_free(tlscope_manager_global(), tensor);
}

static void tensor_underrun(void)
{
    tl_tensor *tensor = make_tensor();
    use(data_of(tensor) - 1);
    tlscope_tensor_free(tlscope_manager_global(), tensor);
}

static void tensor_from_pool_overrun(void)
{
    tl_tensor *tensor = make_tensor();
    tl_tensor_acquire(tensor);
    release_tensor(tensor);
    tensor_overrun();
}

static void buffer_undefined(void)
{
    tl_mem_function_enter(1);
    decide((char *)tl_mem_get_buffer(0, BUFFER_BYTES) + 9);
    tl_mem_function_exit();
}

static void grown_buffer_undefined(void)
{
    tl_mem_function_enter(1);
    memset(tl_mem_get_buffer(0, BUFFER_BYTES), 1, BUFFER_BYTES);
    decide((char *)tl_mem_get_buffer(0, GROWN_BYTES) + 9);
    tl_mem_function_exit();
}

static void buffer_kept(void)
{
    tl_mem_function_enter(1);
    memset(tl_mem_get_buffer(0, BUFFER_BYTES), 1, BUFFER_BYTES);
    decide((char *)tl_mem_get_buffer(0, BUFFER_BYTES / 2) + BUFFER_BYTES - 1);
    tl_mem_function_exit();
}

static void old_buffer_until_exit(void)
{
    tl_mem_function_enter(1);
    char *old = tl_mem_get_buffer(0, BUFFER_BYTES);
    memset(old, 1, BUFFER_BYTES);
    tl_mem_get_buffer(0, GROWN_BYTES);
    decide(old + 9);
    tl_mem_function_exit();
}

static void old_buffer_after_exit(void)
{
    tl_mem_function_enter(1);
    char *old = tl_mem_get_buffer(0, BUFFER_BYTES);
    tl_mem_get_buffer(0, GROWN_BYTES);
    tl_mem_function_exit();
    use(old + 9);
}

static void buffer_after_exit(void)
{
    tl_mem_function_enter(1);
    char *buffer = tl_mem_get_buffer(0, BUFFER_BYTES);
    tl_mem_function_exit();
    use(buffer + 9);
}

static void buffer_overrun(void)
{
    tl_mem_function_enter(1);
    use((char *)tl_mem_get_buffer(0, BUFFER_BYTES) + BUFFER_BYTES);
    tl_mem_function_exit();
}

static void registered_undefined(void)
{
    char *object = malloc(STRUCT_BYTES);
    object[0] = 1;
    tl_mem_register_struct(object);
    decide(object);     /* no error */
    decide(object + 1); /* an error */
    tl_ptr_release(object);
}

FUNCTION void lose_struct(void)
{
    char *object = make_struct();
    tl_mem_register_struct(object);
    tl_mem_unregister(object);
}

static void struct_lost(void)
{
    tl_mem_enter_scope();
    lose_struct();
    forget();
    tl_mem_exit_scope();
}

FUNCTION void lose_tensor(void)
{
    tl_tensor *tensor = make_tensor();
    tl_mem_register_tensor(tensor);
    tl_tensor_acquire(tensor);
}

static void tensor_lost(void)
{
    tl_mem_enter_scope();
    lose_tensor();
    forget();
    tl_mem_exit_scope();
}

/* Both are still counted when the program ends, and the program points to neither. */
static void frame_lost(void)
{
    tl_mem_function_enter(1);
    tl_mem_get_buffer(0, BUFFER_BYTES);
    forget();
}

/* What lasts by design. */
static void global_scope(void)
{
    tl_mem_register_struct(make_struct());
    tl_mem_register_tensor(make_tensor());
    forget();
}

static void tensor_kept_by_pool(void)
{
    tl_tensor *tensor = make_tensor();
    tl_tensor_acquire(tensor);
    release_tensor(tensor);
    forget();
}

/* Two exits: the first loses nothing, the second what a function before it has lost. */
FUNCTION void exit_that_loses(void)
{
    tl_mem_enter_scope();
    lose_struct();
    forget();
    tl_mem_exit_scope();
}

FUNCTION void exit_that_loses_nothing(void)
{
    tl_mem_enter_scope();
    tl_mem_register_struct(make_struct());
    tl_mem_exit_scope();
}

static void exits(void)
{
    exit_that_loses_nothing();
    exit_that_loses();
    exit_that_loses_nothing();
    tl_mem_function_enter(0);
    lose_tensor();
    forget();
    tl_mem_function_exit();
}

static void double_release(void)
{
    char *object = make_struct();
    tl_mem_register_struct(object);
    release_struct(object);
    release_struct(object);
}

static void slot_out_of_range(void)
{
    tl_mem_function_enter(2);
    tl_mem_get_buffer(5, 16);
    tl_mem_function_exit();
}

static void freed_behind(void)
{
    tl_mem_enter_scope();
    char *object = make_struct();
    tl_mem_register_struct(object);
    free(object);
    tl_mem_exit_scope();
}

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
    sink = (int)own->elements;
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

static void host_tensor_pooled(void)
{
    tl_tensor *tensor = make_host_tensor();
    tl_mem_enter_scope();
    tl_mem_register_tensor(tensor);
    tl_mem_exit_scope();
    use((const char *)tensor + 2);
}

static void host_tensor_from_pool(void)
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
static void host_tensor_kept_by_pool(void)
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
static void all_is_well(void)
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

static const struct {
    const char *name;
    void (*run)(void);
} cases[] = {
#define CASE(name)                                                                                                     \
    {                                                                                                                  \
#name, name                                                                                                    \
    }
    CASE(struct_after_exit),
    CASE(struct_after_release),
    CASE(tensor_after_exit),
    CASE(tensor_after_release),
    CASE(tensor_after_second_release),
    CASE(tensor_of_before),
    CASE(tensor_description_after_release),
    CASE(tensor_from_pool_undefined),
    CASE(tensor_overrun),
    CASE(tensor_underrun),
    CASE(tensor_from_pool_overrun),
    CASE(buffer_undefined),
    CASE(grown_buffer_undefined),
    CASE(buffer_kept),
    CASE(old_buffer_until_exit),
    CASE(old_buffer_after_exit),
    CASE(buffer_after_exit),
    CASE(buffer_overrun),
    CASE(registered_undefined),
    CASE(struct_lost),
    CASE(tensor_lost),
    CASE(frame_lost),
    CASE(global_scope),
    CASE(tensor_kept_by_pool),
    CASE(exits),
    CASE(double_release),
    CASE(slot_out_of_range),
    CASE(freed_behind),
    CASE(host_tensor_pooled),
    CASE(host_tensor_from_pool),
    CASE(host_tensor_kept_by_pool),
    CASE(all_is_well),
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc == 2 && i < sizeof cases / sizeof cases[0]; i++) {
        if (strcmp(argv[1], cases[i].name) == 0) {
            cases[i].run();
            return 0;
        }
    }
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        puts(cases[i].name);
    return 2;
}
