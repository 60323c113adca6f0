/* SPDX-License-Identifier: MIT */
/* Misuse of scopes, frames and slot buffers. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <tl/abi.h>
#include <unistd.h>

#include "misuse.h"

enum { SPARE_BYTES = 64 << 20, TOO_MANY_BYTES = 1 << 30 };

void misuse_EXIT_GLOBAL_SCOPE(void)
{
    tl_mem_exit_scope();
}

void misuse_FUNCTION_EXIT_NO_FRAME(void)
{
    tl_mem_function_exit();
}

void misuse_FUNCTION_EXIT_OPEN_SCOPES(void)
{
    tl_mem_function_enter(0);
    tl_mem_enter_scope();
    tl_mem_function_exit();
    tl_mem_exit_scope();
}

void misuse_FUNCTION_SCOPE_GONE(void)
{
    tl_mem_enter_scope();
    tl_mem_function_enter(0);
    tl_mem_exit_scope();
    tl_mem_function_exit();
}

void misuse_SCOPES_OPEN_AT_END(void)
{
    tl_mem_enter_scope();
}

void misuse_FRAMES_OPEN_AT_END(void)
{
    tl_mem_function_enter(1);
    tl_mem_exit_scope();
}

void misuse_BAD_SLOT_COUNT(void)
{
    tl_mem_function_enter(-1);
    tl_mem_function_exit();
}

void misuse_SLOT_OUT_OF_RANGE(void)
{
    tl_mem_function_enter(2);
    (void)tl_mem_get_buffer(2, 16);
    tl_mem_function_exit();
}

void misuse_BUFFER_NO_FRAME(void)
{
    (void)tl_mem_get_buffer(0, 16);
}

void misuse_BAD_BUFFER_SIZE(void)
{
    tl_mem_function_enter(1);
    (void)tl_mem_get_buffer(0, -16);
    tl_mem_function_exit();
}

/* The address space that this process has now, in bytes. */
static unsigned long address_space(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL || fscanf(file, "%lu", &pages) != 1)
        exit(EXIT_FAILURE);
    (void)fclose(file);
    return pages * (unsigned long)sysconf(_SC_PAGESIZE);
}

void misuse_OUT_OF_MEMORY(void)
{
    unsigned long limit = address_space() + SPARE_BYTES;
    tl_mem_function_enter(1);
    (void)setrlimit(RLIMIT_AS, &(struct rlimit){limit, limit});
    (void)tl_mem_get_buffer(0, TOO_MANY_BYTES);
    tl_mem_function_exit();
}

static void *enter_elsewhere(void *unused)
{
    tl_mem_enter_scope();
    return unused;
}

void misuse_EXIT_OTHER_THREAD(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, enter_elsewhere, NULL) != 0)
        exit(EXIT_FAILURE);
    (void)pthread_join(thread, NULL);
    tl_mem_exit_scope();
}
