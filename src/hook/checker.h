/* SPDX-License-Identifier: MIT */
/*
 * What memory checkers are told: Valgrind by its client requests, AddressSanitizer by its interface. The only place
 * that knows them, but for what race checkers and DHAT are told (`race_checker.h`, `dhat.h`). One inline call a fact;
 * where neither runs, a flag is read and nothing else is done.
 */
#ifndef TLSCOPE_HOOK_CHECKER_H
#define TLSCOPE_HOOK_CHECKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/paths.h"

#ifdef TLSCOPE_VALGRIND
#include <valgrind/memcheck.h>
#else
/* Requests to nobody, so that arguments stay checked. */
#define VALGRIND_CREATE_MEMPOOL(anchor, redzone, zeroed) ((void)(anchor), (void)(redzone))
#define VALGRIND_DESTROY_MEMPOOL(anchor)                 ((void)(anchor))
#define VALGRIND_MEMPOOL_ALLOC(anchor, block, bytes)     ((void)(anchor), (void)(block), (void)(bytes))
#define VALGRIND_MEMPOOL_FREE(anchor, block)             ((void)(anchor), (void)(block))
#define VALGRIND_MALLOCLIKE_BLOCK(block, bytes, a, b)    ((void)(block), (void)(bytes))
#define VALGRIND_MAKE_MEM_NOACCESS(memory, bytes)        ((void)(memory), (void)(bytes))
#define VALGRIND_MAKE_MEM_DEFINED(memory, bytes)         ((void)(memory), (void)(bytes))
#define VALGRIND_MAKE_MEM_UNDEFINED(memory, bytes)       ((void)(memory), (void)(bytes))
#define VALGRIND_GET_VBITS(memory, bits, bytes)          ((void)(memory), (void)(bits), 0)
#define VALGRIND_PRINTF_BACKTRACE(format, text)          ((void)(text))
#define VALGRIND_DO_ADDED_LEAK_CHECK                     ((void)0)
#define VALGRIND_COUNT_LEAKS(lost, b, c, d)              ((void)(lost), (void)(b))
#define RUNNING_ON_VALGRIND                              0
#endif

/* Memcheck cuts the size of a mempool's block to 32 bits: of a larger block it is told the beginning, so that no part
 * that may be used counts as none. */
#define CHECKER_BLOCK_MOST ((size_t)UINT32_MAX & ~(size_t)63)

struct checker {
    bool valgrind;        /* some tool of Valgrind's runs the program, and is told */
    bool memcheck;        /* that tool is memcheck */
    bool races;           /* that tool is helgrind or drd */
    bool dhat;            /* that tool is DHAT */
    bool replaces_malloc; /* its malloc knows every live block's start and exact size */
    bool hides_malloc;    /* its malloc cannot be asked: massif's, and DHAT's in ad-hoc mode, which dies of it */
    bool sanitizer;       /* AddressSanitizer runs, and is told */
};

extern struct checker checker;

/* Finds out who runs the program; `wanted` false: nobody is told anything. */
void checker_start(bool wanted);

/* Whether Valgrind runs the program, told or not. */
static inline bool checker_runs_program(void)
{
    return RUNNING_ON_VALGRIND != 0;
}

/* What is told is kept off the path of the program that no checker runs. */
static inline bool checker_tells_memcheck(void)
{
    return __builtin_expect(checker.memcheck, false);
}

static inline bool checker_tells_sanitizer(void)
{
    return __builtin_expect(checker.sanitizer, false);
}

/* AddressSanitizer's side, for the inline calls below. */
RARE void checker_sanitizer_forbid(const void *memory, size_t bytes);
RARE void checker_sanitizer_allow(const void *memory, size_t bytes);

/* A mempool and its blocks: `anchor` is any number that no other pool has. Blocks become undefined when they are
 * made, and inaccessible, described by the stacks of both calls, when they are freed. */
static inline void checker_pool_new(uintptr_t anchor, unsigned redzone)
{
    if (checker_tells_memcheck())
        VALGRIND_CREATE_MEMPOOL(anchor, redzone, 0);
}

static inline void checker_pool_end(uintptr_t anchor)
{
    if (checker_tells_memcheck())
        VALGRIND_DESTROY_MEMPOOL(anchor);
}

static inline void checker_block_new(uintptr_t anchor, const void *block, size_t bytes)
{
    if (!checker_tells_memcheck())
        return;
    VALGRIND_MEMPOOL_ALLOC(anchor, block, bytes < CHECKER_BLOCK_MOST ? bytes : CHECKER_BLOCK_MOST);
    if (bytes > CHECKER_BLOCK_MOST)
        (void)VALGRIND_MAKE_MEM_UNDEFINED((const char *)block + CHECKER_BLOCK_MOST, bytes - CHECKER_BLOCK_MOST);
}

static inline void checker_block_free(uintptr_t anchor, const void *block, size_t bytes)
{
    if (!checker_tells_memcheck())
        return;
    VALGRIND_MEMPOOL_FREE(anchor, block);
    if (bytes > CHECKER_BLOCK_MOST)
        (void)VALGRIND_MAKE_MEM_NOACCESS((const char *)block + CHECKER_BLOCK_MOST, bytes - CHECKER_BLOCK_MOST);
}

/* Memcheck looks for lost blocks of mempools only while malloc has a live one: makes it take a block of a mempool for
 * one, too, which it then tells of once. To be called for one block, after which nothing is done with it. */
static inline void checker_count_block(const void *block, size_t bytes)
{
    if (checker_tells_memcheck())
        VALGRIND_MALLOCLIKE_BLOCK(block, bytes, 0, 1);
}

/* Any use of the memory is an error, until it is allowed again; its contents are kept, and count as defined. */
static inline void checker_forbid(const void *memory, size_t bytes)
{
    if (checker_tells_memcheck())
        (void)VALGRIND_MAKE_MEM_NOACCESS(memory, bytes);
    if (checker_tells_sanitizer())
        checker_sanitizer_forbid(memory, bytes);
}

static inline void checker_allow(const void *memory, size_t bytes)
{
    if (checker_tells_memcheck())
        (void)VALGRIND_MAKE_MEM_DEFINED(memory, bytes);
    if (checker_tells_sanitizer())
        checker_sanitizer_allow(memory, bytes);
}

/* A copy of an address that no leak check is to follow, and no code to decide by. */
static inline void checker_hide(const void *copy, size_t bytes)
{
    (void)VALGRIND_MAKE_MEM_UNDEFINED(copy, bytes);
}

/* A copy of what may be uninitialised, and may be looked at all the same. */
static inline void checker_trust(const void *copy, size_t bytes)
{
    if (checker_tells_memcheck())
        (void)VALGRIND_MAKE_MEM_DEFINED(copy, bytes);
}

/* False when memcheck knows that the byte may not be used. */
static inline bool checker_may_use(const void *byte)
{
    enum { UNADDRESSABLE = 3 };
    unsigned char bits;
    return !checker_tells_memcheck() || VALGRIND_GET_VBITS(byte, &bits, 1) != UNADDRESSABLE;
}

/* Into the tool's log, with the stack of the call. */
void checker_print(const char *text);

/* Has memcheck look for leaks and tell those that are new since it last looked: how many bytes they are. */
uint64_t checker_new_leaks(void);

#endif
