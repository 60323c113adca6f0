/* SPDX-License-Identifier: MIT */
#include "memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

void memory_out(void)
{
    fputs("tlscope: out of memory while analysing the trace; try a machine with more, or a shorter trace\n", stderr);
    exit(EXIT_FAILURE);
}

/* Up to this size glibc's malloc has a cache, which its calloc does not use. */
enum { SMALL_BYTES = 1032 };

void *memory_new(size_t bytes)
{
    void *memory = bytes <= SMALL_BYTES ? malloc(bytes > 0 ? bytes : 1) : calloc(1, bytes);
    if (!memory) {
        memory_out();
    }
    return bytes <= SMALL_BYTES ? memset(memory, 0, bytes) : memory;
}

void *memory_aligned(size_t align, size_t bytes)
{
    void *memory = aligned_alloc(align, bytes);
    if (!memory) {
        memory_out();
    }
    return memory;
}

void *memory_populated(size_t bytes)
{
    void *memory = memory_aligned(MEMORY_PAGE_BYTES, bytes);
    madvise(memory, bytes, MADV_POPULATE_WRITE); /* a wish */
    return memory;
}

void *memory_resize(void *array, size_t count, size_t item_bytes)
{
    if (item_bytes != 0 && count > SIZE_MAX / item_bytes) {
        memory_out();
    }
    size_t bytes = count * item_bytes;
    void *memory = realloc(array, bytes > 0 ? bytes : 1);
    if (!memory) {
        memory_out();
    }
    return memory;
}

char *memory_copy(const char *text)
{
    char *copy = strdup(text);
    if (!copy) {
        memory_out();
    }
    return copy;
}

char *memory_print(const char *format, ...)
{
    char *text;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0) {
        memory_out();
    }
    return text;
}
