/* SPDX-License-Identifier: MIT */
/*
 * Every ABI call of a program of the corpus goes through here, so that a script can know and change it:
 *
 *   CORPUS_MUTATE=drop:SITE[:N]     leaves out the call of a static site (its Nth execution, from 0; all without N)
 *   CORPUS_MUTATE=double:SITE[:N]   makes it twice
 *   CORPUS_LOG=FILE                 writes what the program did, a line a call or announcement (see ledger.py)
 *   CORPUS_STATE=FILE               writes, at exit, how much is counted and how many scopes are open
 */
#ifndef CORPUS_CALLS_H
#define CORPUS_CALLS_H

/* A call that stands in a program's text. */
struct corpus_site {
    const char *call;
    const char *function;
    int line;
    int number; /* within its program, in the order of the text */
    _Atomic int executions;
};

/* Tells that `site` is about to call on `pointer` from the native frame `frame`; how often it shall: once, unless
 * it is mutated. */
int corpus_times(struct corpus_site *site, const void *frame, const void *pointer);

/* Tells of an announcement of line `line` from `frame`, of `function`. */
void corpus_announced(const void *frame, int line, const char *function);

/* Tells of a call that the tensor library makes by itself, which is never mutated. */
void corpus_library_call(const char *call, const void *pointer);

/* Tells that `vector` holds `element` from now on. */
void corpus_pushed(const void *vector, const void *element);

#endif
