/* SPDX-License-Identifier: MIT */
/* What a program may ask of tlscope itself: a leak check, a mark in the trace, its version. */
#ifndef TL_TLSCOPE_H
#define TL_TLSCOPE_H

#include <stddef.h>

#pragma GCC visibility push(default)
#ifdef __cplusplus
extern "C" {
#endif

#define TLSCOPE_VERSION "0.1.0"

/*
 * Prints to stderr what is alive in the process-wide manager beyond the pool, the global scope and what is kept on
 * purpose, grouped by name and site, as `leak_report=1` does at exit. Returns the number of objects it lists. Thread
 * safe.
 */
size_t tlscope_leak_check(void);

/* Says that `ptr` is kept on purpose, a cache for one: it, and what it holds if it is a vector, is no leak however long
 * it lives. NULL and pointers that nobody counts are ignored. Thread safe. */
void tlscope_keep(void *ptr);

/* Puts `text` into the trace as a mark ("epoch 3"); reports and the viewer show it. NULL is
 * ignored; the first 1023 bytes are kept. Thread safe. */
void tlscope_mark(const char *text);

/* The version of the runtime that was loaded, as TLSCOPE_VERSION. */
const char *tlscope_version(void);

#ifdef __cplusplus
}
#endif
#pragma GCC visibility pop

#endif
