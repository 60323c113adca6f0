/* SPDX-License-Identifier: MIT */
/*
 * `traced TIMES`: calls of the ABI as compiled TL code makes them, each followed by the announcement of its statement,
 * 12 functions deep; in turns with a bare tracepoint. Prints the CPU time of one event of each in nanoseconds:
 * `bare<tab>calls`, a line a round.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <tl/abi.h>

#include "bare.h"

enum { ROUNDS = 9, DEPTH = 12, BLOCK_BYTES = 24, EVENTS = 7 };

/* A statement of the program: the call, then its announcement. */
#define STATEMENT(line, call)                                                                                          \
    do {                                                                                                               \
        call;                                                                                                          \
        tl_trace_mem("model.tl", line, 5, "stmt");                                                                     \
    } while (0)

static double nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* One event a call: the block is known. */
__attribute__((noinline)) static void statements(void *block)
{
    STATEMENT(10, tl_mem_enter_scope());
    STATEMENT(11, tl_mem_register_struct(block));
    STATEMENT(12, tl_ptr_acquire(block));
    STATEMENT(13, tl_ptr_release(block));
    STATEMENT(14, tl_mem_unregister(block));
    STATEMENT(15, tl_ptr_release(block));
    STATEMENT(16, tl_mem_exit_scope());
}

__attribute__((noinline)) static void repeat(void *block, unsigned long times, int depth)
{
    if (depth != 0)
        repeat(block, times, depth - 1);
    for (unsigned long i = 0; depth == 0 && i < times; i++)
        statements(block);
    __asm__ volatile(""); /* no tail call */
}

__attribute__((noinline)) static void repeat_bare(uint64_t times)
{
    for (uint64_t i = 0; i < times; i++)
        lttng_ust_tracepoint(tlscope_bench, bare, (uintptr_t)&times, i, 1, 2);
}

int main(int argc, char **argv)
{
    const unsigned long times = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
    if (times == 0) {
        fputs("usage: bench_traced TIMES\n", stderr);
        return 2;
    }
    void *block = malloc(BLOCK_BYTES);
    tl_mem_register_struct(block);
    repeat(block, 1, DEPTH);
    for (int round = 0; round < ROUNDS; round++) {
        const double start = nanoseconds();
        repeat_bare(times * EVENTS);
        const double middle = nanoseconds();
        repeat(block, times, DEPTH);
        printf("%.2f\t%.2f\n", (middle - start) / (double)(times * EVENTS),
               (nanoseconds() - middle) / (double)(times * EVENTS));
    }
    return 0;
}
