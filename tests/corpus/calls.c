/* SPDX-License-Identifier: MIT */
#include "calls.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <tl/abi.h>

enum { EVERY = -1, OPERATION_BYTES = 8 };

static struct {
    int site, execution; /* site 0 does not exist: nothing is mutated */
    int times;
} mutation;

static FILE *log_file;

static int thread_number(void)
{
    static atomic_int threads;
    static _Thread_local int number;
    if (number == 0)
        number = atomic_fetch_add(&threads, 1) + 1;
    return number;
}

int corpus_times(struct corpus_site *site, const void *frame, const void *pointer)
{
    const int execution = atomic_fetch_add(&site->executions, 1);
    if (log_file != NULL)
        fprintf(log_file, "call %d %p %s %p %d %d %d %s\n", thread_number(), frame, site->call, pointer, site->number,
                execution, site->line, site->function);
    const bool mutated =
        site->number == mutation.site && (mutation.execution == EVERY || mutation.execution == execution);
    return mutated ? mutation.times : 1;
}

void corpus_announced(const void *frame, int line, const char *function)
{
    if (log_file != NULL)
        fprintf(log_file, "announce %d %p %d %s\n", thread_number(), frame, line, function);
}

void corpus_library_call(const char *call, const void *pointer)
{
    if (log_file != NULL)
        fprintf(log_file, "library %d %s %p\n", thread_number(), call, pointer);
}

void corpus_pushed(const void *vector, const void *element)
{
    if (log_file != NULL)
        fprintf(log_file, "push %p %p\n", vector, element);
}

static void write_state(void)
{
    FILE *file = fopen(getenv("CORPUS_STATE"), "w");
    if (file == NULL)
        return;
    fprintf(file, "counts=%" PRId64 " depth=%" PRId64 "\n", tl_get_refcount_count(), tl_get_scope_depth());
    (void)fclose(file);
}

static void read_mutation(const char *text)
{
    char operation[OPERATION_BYTES] = "";
    mutation.execution = EVERY;
    if (sscanf(text, "%7[a-z]:%d:%d", operation, &mutation.site, &mutation.execution) < 2) {
        fprintf(stderr, "corpus: CORPUS_MUTATE=%s is not drop:SITE[:N] or double:SITE[:N]\n", text);
        _exit(EXIT_FAILURE);
    }
    mutation.times = strcmp(operation, "drop") == 0 ? 0 : 2;
}

__attribute__((constructor)) static void read_environment(void)
{
    const char *text = getenv("CORPUS_MUTATE");
    if (text != NULL)
        read_mutation(text);
    text = getenv("CORPUS_LOG");
    if (text != NULL)
        log_file = fopen(text, "w");
    if (getenv("CORPUS_STATE") != NULL)
        (void)atexit(write_state);
}
