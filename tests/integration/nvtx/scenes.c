/* SPDX-License-Identifier: MIT */
/* What a tool is to see of programs: each scene, named as the only argument, is one. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <tl/pool.h>
#include <tl/tensor.h>
#include <unistd.h>

enum { SMALL = 16, LARGE = 1024 };

static tl_tensor *new_tensor(size_t elements)
{
    return tlscope_tensor_new(tlscope_manager_global(), elements, TLSCOPE_F32, TLSCOPE_CPU);
}

/* As TL compiles it: a statement is announced behind its calls. */
static void run_batch(void)
{
    tl_mem_function_enter(1);
    tl_mem_enter_scope();
    tl_trace_mem("batch.tl", 2, 1, "stmt");
    tl_mem_register_tensor(new_tensor(SMALL));
    tl_trace_mem("batch.tl", 3, 1, "let");
    tl_mem_exit_scope();
    tl_trace_mem("batch.tl", 4, 1, "stmt");
    tl_mem_function_exit();
}

static void loop(void)
{
    run_batch();
    run_batch();
}

/* The function's exit leaves the scope that is open in it, not its own, which stays open to the end. */
static void leaves_scope_open(void)
{
    tl_mem_function_enter(0);
    tl_mem_enter_scope();
    tl_mem_function_exit();
}

static void exits_too_often(void)
{
    tl_mem_function_enter(0);
    tl_mem_function_exit();
    tl_mem_function_exit();
    tl_mem_exit_scope();
    tl_mem_enter_scope(); /* never left */
}

static pthread_barrier_t both_are_in;

static void *enter_and_leave(void *unused)
{
    tl_mem_enter_scope();
    pthread_barrier_wait(&both_are_in);
    tl_mem_exit_scope();
    return unused;
}

/* Each thread leaves the top scope, which for one of them is the other's. */
static void threads(void)
{
    pthread_t other;
    pthread_barrier_init(&both_are_in, NULL, 2);
    if (pthread_create(&other, NULL, enter_and_leave, NULL) != 0)
        abort();
    enter_and_leave(NULL);
    pthread_join(other, NULL);
}

/* Scopes of two managers in one thread need not nest. */
static void managers(void)
{
    tlscope_manager *first = tlscope_manager_new();
    tlscope_manager *second = tlscope_manager_new();
    tlscope_manager_enter_scope(first);
    tlscope_manager_enter_scope(second);
    tlscope_manager_exit_scope(first);
    tlscope_manager_enter_scope(first);
    tlscope_manager_exit_scope(second);
    tlscope_manager_destroy(first); /* with a scope open */
    tlscope_manager_destroy(second);
}

static void forks(void)
{
    tl_mem_enter_scope();
    tl_tensor *tensor = new_tensor(SMALL);
    tl_mem_register_tensor(tensor);
    const pid_t child = fork();
    if (child == 0) {
        tl_mem_exit_scope();
        run_batch();
        exit(EXIT_SUCCESS);
    }
    waitpid(child, NULL, 0);
    tl_mem_exit_scope();
}

/* Made, pooled, taken again and pooled; another destroyed in use; one of no bytes. */
static void pool(void)
{
    tl_tensor *tensor = new_tensor(LARGE);
    tl_tensor_acquire(tensor);
    tl_tensor_release(tensor);
    tensor = new_tensor(LARGE);
    tl_tensor_acquire(tensor);
    tl_tensor_release(tensor);
    tlscope_tensor_free(tlscope_manager_global(), new_tensor(SMALL));
    tlscope_tensor_free(tlscope_manager_global(), new_tensor(0));
}

/* By hand into a pool, out of it again, and into one that is emptied. */
static void own_pool(void)
{
    tlscope_pool *own = tlscope_pool_new();
    tl_tensor *tensor = new_tensor(SMALL);
    tlscope_pool_release(own, tensor, SMALL, TLSCOPE_F32, TLSCOPE_CPU);
    tensor = tlscope_pool_acquire(own, SMALL, TLSCOPE_F32, TLSCOPE_CPU);
    tlscope_pool_release(own, tensor, SMALL, TLSCOPE_F32, TLSCOPE_CPU);
    tlscope_pool_destroy(own);
}

/* On the CPU and on a device, where it goes into the pool. */
static void devices(void)
{
    tl_tensor_acquire(new_tensor(SMALL));
    tl_tensor *tensor = tlscope_tensor_new(tlscope_manager_global(), LARGE, TLSCOPE_F32, TLSCOPE_CUDA);
    tl_tensor_acquire(tensor);
    tl_tensor_release(tensor);
}

static void leak(void)
{
    tl_tensor_acquire(new_tensor(LARGE));
    tl_trace_mem("leak.tl", 7, 1, "let");
}

static void leaks(void)
{
    for (int i = 0; i < 2; i++)
        leak();
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*play)(void);
    } scenes[] = {
        {"loop", loop},         {"leaves_scope_open", leaves_scope_open},
        {"forks", forks},       {"exits_too_often", exits_too_often},
        {"pool", pool},         {"threads", threads},
        {"leaks", leaks},       {"managers", managers},
        {"own_pool", own_pool}, {"devices", devices},
    };
    for (size_t i = 0; argc == 2 && i < sizeof scenes / sizeof *scenes; i++) {
        if (strcmp(scenes[i].name, argv[1]) == 0) {
            scenes[i].play();
            return EXIT_SUCCESS;
        }
    }
    return EXIT_FAILURE;
}
