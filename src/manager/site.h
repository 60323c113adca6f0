/* SPDX-License-Identifier: MIT */
/*
 * From the place of a call to its number, telling the trace of what is new about it. All need the lock; what may meet
 * code that never called before gives it back for a moment, to name that code.
 */
#ifndef TLSCOPE_MANAGER_SITE_H
#define TLSCOPE_MANAGER_SITE_H

#include <stdint.h>

#include "runtime/runtime.h"
#include "tracepoints/values.h"

struct caller;
struct memo_entry;
struct thread;

/* How many frames a call's stack is to be walked now. Needs no lock. */
unsigned site_depth(void);

/* The site of a call whose stack was walked. */
uint32_t site_of_stack(struct thread *thread, struct memo_entry *entry, const struct caller *caller);

/* The site of a call of which its caller alone is to be known. */
uint32_t site_of_caller(struct thread *thread, const struct caller *caller);

enum { SITES_MET = 1024 };

/* Frames of one address each, that calls came from lately, by that address. There are none with source=before, where
 * each of their calls may be in another statement, with TL_MEM_LOG, and in a forked child before its first call: all
 * calls go by call_begin_slowly then. */
extern struct site_met {
    const void *address;
    const struct stack_frame *frame;
} sites_met[SITES_MET];

static inline struct site_met *site_met_at(const void *address)
{
    return &sites_met[((uintptr_t)address ^ (uintptr_t)address >> 10) & (SITES_MET - 1)];
}

/* What site_of_caller would say, as far as it is known from lately; 0 else. */
static inline uint32_t site_met(const void *address)
{
    const struct site_met *met = site_met_at(address);
    return __builtin_expect(met->address == address, true) ? met->frame->latest : 0;
}

void sites_forget_met(void);

/* At the end of the process, called from `caller`: the site of the program's call of exit. 0: it returned from main, or
 * that cannot be told. */
uint32_t site_of_exit(struct caller caller);

/* The number of a code address. */
uint32_t site_code_of(const void *address);

/* The site of a stack and a statement. */
uint32_t site_of_statement(uint32_t frame, uint32_t statement, enum tl_frame whose);

/* Tells the trace of a statement, once. */
void site_tell_statement(uint32_t statement);

/* Tells the trace of everything that sites are made of; for a forked child, whose trace has none of it. */
void sites_tell_all(void);

#endif
