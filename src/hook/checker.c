/* SPDX-License-Identifier: MIT */
#include "hook/checker.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

struct checker checker;

/* Present in processes that run under AddressSanitizer. */
extern void __asan_poison_memory_region(const volatile void *memory, size_t bytes) __attribute__((weak));
extern void __asan_unpoison_memory_region(const volatile void *memory, size_t bytes) __attribute__((weak));

/* Valgrind preloads a library of the tool's. Others' requests must not be tried on it: DHAT complains of each. */
static bool is_tool(const char *library)
{
    const char *preloaded = getenv("LD_PRELOAD");
    return preloaded != NULL && strstr(preloaded, library) != NULL;
}

void checker_start(bool wanted)
{
    enum { ODD = 33, GLIBC_ODD = 40, KNOWN = 1 }; /* glibc's own malloc has no block of an odd size */
    unsigned char bits;
    void *block = malloc(ODD);
    const size_t usable = malloc_usable_size(block);
    checker.valgrind = wanted && RUNNING_ON_VALGRIND != 0;
    checker.races = checker.valgrind && (is_tool("/vgpreload_helgrind-") || is_tool("/vgpreload_drd-"));
    const bool dhat = RUNNING_ON_VALGRIND != 0 && is_tool("/vgpreload_dhat-");
    checker.dhat = wanted && dhat;
    checker.memcheck = checker.valgrind && !checker.dhat && VALGRIND_GET_VBITS(&bits, &bits, 1) == KNOWN;
    checker.replaces_malloc = RUNNING_ON_VALGRIND != 0 && usable == ODD && !dhat; /* whose sizes are for any address */
    checker.hides_malloc = RUNNING_ON_VALGRIND != 0 && usable != GLIBC_ODD && !checker.replaces_malloc;
    checker.sanitizer = wanted && &__asan_poison_memory_region != NULL;
    free(block);
}

void checker_sanitizer_forbid(const void *memory, size_t bytes)
{
    __asan_poison_memory_region(memory, bytes);
}

void checker_sanitizer_allow(const void *memory, size_t bytes)
{
    __asan_unpoison_memory_region(memory, bytes);
}

void checker_print(const char *text)
{
    VALGRIND_PRINTF_BACKTRACE("%s", text);
}

uint64_t checker_new_leaks(void)
{
    static unsigned long told;
    unsigned long lost = 0;
    unsigned long ignored = 0;
    void *volatile block = malloc(1); /* without one of malloc's, memcheck does not look at those of mempools */
    VALGRIND_DO_ADDED_LEAK_CHECK;
    free(block);
    VALGRIND_COUNT_LEAKS(lost, ignored, ignored, ignored);
    (void)ignored;
    const uint64_t more = lost > told ? lost - told : 0;
    told = lost;
    return more;
}
