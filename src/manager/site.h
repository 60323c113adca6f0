/* SPDX-License-Identifier: MIT */
/*
 * From the place of a call to its number, telling the trace of what is new about it. All need the lock; what may meet
 * code that never called before gives it back for a moment, to name that code.
 */
#ifndef TLSCOPE_MANAGER_SITE_H
#define TLSCOPE_MANAGER_SITE_H

#include <stdint.h>

#include "tracepoints/values.h"

struct caller;
struct memo_entry;
struct thread;

/* How many frames a call's stack is to be walked now. Needs no lock. */
unsigned site_depth(void);

/* The site of a call, whose stack is `entry` (NULL: only its caller is known). */
uint32_t site_of(struct thread *thread, struct memo_entry *entry, const struct caller *caller);

/* The number of a code address. */
uint32_t site_code_of(const void *address);

/* The site of a stack and a statement. */
uint32_t site_of_statement(uint32_t frame, uint32_t statement, enum tl_frame whose);

/* Tells the trace of a statement, once. */
void site_tell_statement(uint32_t statement);

/* Tells the trace of everything that sites are made of; for a forked child, whose trace has none of it. */
void sites_tell_all(void);

#endif
