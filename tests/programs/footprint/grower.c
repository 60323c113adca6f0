/* SPDX-License-Identifier: MIT */
/*
 * Grows by 4 MiB in each of 24 steps, in the way that its argument says; between steps it sleeps and calls the manager.
 *
 *   malloc    in blocks that the manager never hears of
 *   mmap      in memory mapped apart from malloc
 *   leak      in objects that leak
 *   fragment  in blocks that are freed but for their beginnings
 *   load      does not: all of it is there before the first step
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include <tl/abi.h>

#define STEP_BYTES  ((size_t)4 << 20)
#define BLOCK_BYTES ((size_t)1024)
#define BLOCKS      (STEP_BYTES / BLOCK_BYTES)
#define STAYS_BYTES ((size_t)64)
#define CUT_BYTES   ((size_t)16 << 10) /* few: what malloc is asked takes the longer the more free blocks it has */

enum { STEPS = 24, CALLS = 64, SLEEP_NS = 10 * 1000 * 1000 };

static void *volatile kept; /* so that no compiler takes an allocation out */

static void *touched(size_t bytes)
{
    void *block = malloc(bytes);
    if (block == NULL)
        exit(EXIT_FAILURE);
    kept = memset(block, 1, bytes);
    return block;
}

static void by_malloc(void)
{
    for (size_t i = 0; i < BLOCKS; i++)
        touched(BLOCK_BYTES);
}

static void by_mmap(void)
{
    void *memory = mmap(NULL, STEP_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        exit(EXIT_FAILURE);
    kept = memset(memory, 1, STEP_BYTES);
}

/* Moved out of their scope, and taken over by nobody. */
static void by_leak(void)
{
    for (size_t i = 0; i < BLOCKS; i++) {
        void *block = touched(BLOCK_BYTES);
        tl_mem_register_struct_named(block, "Leaked");
        tl_mem_unregister(block);
    }
}

/* Of each block its beginning stays; what is free between them is too small for the blocks of the next step. */
static void by_fragments(void)
{
    static void *blocks[BLOCKS];
    static size_t bytes = CUT_BYTES;
    const size_t count = STEP_BYTES / bytes;
    for (size_t i = 0; i < count; i++)
        blocks[i] = touched(bytes);
    for (size_t i = 0; i < count; i++)
        kept = realloc(blocks[i], STAYS_BYTES);
    bytes += 2 * STAYS_BYTES;
}

static void not_at_all(void)
{
}

static const struct way {
    const char *name;
    void (*grow)(void);
} ways[] = {
    {"malloc", by_malloc}, {"mmap", by_mmap}, {"leak", by_leak}, {"fragment", by_fragments}, {"load", not_at_all},
};

static const struct way *way_of(const char *name)
{
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (strcmp(ways[i].name, name) == 0)
            return &ways[i];
    }
    fprintf(stderr, "grower: no way '%s'\n", name);
    exit(EXIT_FAILURE);
}

static void call_and_sleep(void)
{
    const struct timespec pause = {.tv_nsec = SLEEP_NS};
    for (int i = 0; i < CALLS; i++) {
        tl_mem_enter_scope();
        tl_mem_exit_scope();
    }
    nanosleep(&pause, NULL);
}

int main(int argc, char **argv)
{
    const struct way *way = way_of(argc > 1 ? argv[1] : "");
    call_and_sleep();
    for (int step = 0; step < STEPS && way->grow == not_at_all; step++)
        by_malloc();
    for (int step = 0; step < STEPS; step++) {
        way->grow();
        call_and_sleep();
    }
    return EXIT_SUCCESS;
}
