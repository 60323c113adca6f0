/* SPDX-License-Identifier: MIT */
/* What is still open at the end: `functions` that return early and keep a buffer each, `scopes` of iterations, or one
 * scope. Then it `exits` inside that, or only after it should have been left (`passed`), `returns` from main, or does
 * so while a `thread` is inside. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <tl/abi.h>
#include <unistd.h>

enum { TIMES = 2000, SLOT_BYTES = 100000, BLOCK_BYTES = 24 };

__attribute__((noinline)) static void step(void)
{
    tl_mem_function_enter(1);
    (void)tl_mem_get_buffer(0, SLOT_BYTES);
}

__attribute__((noinline)) static void iterate(void)
{
    tl_mem_enter_scope();
}

__attribute__((noinline)) static void hold(int exits)
{
    void *block = malloc(BLOCK_BYTES);
    tl_mem_enter_scope();
    tl_mem_register_struct_named(block, "Held");
    if (exits)
        exit(EXIT_SUCCESS);
}

static void *hold_on(void *barrier)
{
    tl_mem_enter_scope();
    tl_mem_register_struct_named(malloc(BLOCK_BYTES), "Held");
    (void)pthread_barrier_wait(barrier);
    (void)pause();
    return NULL;
}

static int start_thread(void)
{
    static pthread_barrier_t barrier;
    pthread_t thread;
    if (pthread_barrier_init(&barrier, NULL, 2) != 0 || pthread_create(&thread, NULL, hold_on, &barrier) != 0)
        return EXIT_FAILURE;
    (void)pthread_barrier_wait(&barrier);
    return EXIT_SUCCESS;
}

__attribute__((noinline)) static void repeat(void (*called)(void))
{
    for (int i = 0; i < TIMES; i++)
        called();
}

int main(int count, char **arguments)
{
    const char *what = count > 1 ? arguments[1] : "returns";
    if (strcmp(what, "functions") == 0) {
        repeat(step);
    } else if (strcmp(what, "scopes") == 0) {
        repeat(iterate);
    } else if (strcmp(what, "thread") == 0) {
        return start_thread();
    } else {
        hold(strcmp(what, "exits") == 0);
        if (strcmp(what, "passed") == 0)
            exit(EXIT_SUCCESS);
    }
    return EXIT_SUCCESS;
}
