/* SPDX-License-Identifier: MIT */
/*
 * One thread's source statements: which one each active function announced last, and the calls whose own statement is
 * still to be announced. Frames of functions are told apart by their stack pointers: an inner one's is lower.
 */
#ifndef TLSCOPE_TABLE_ANNOUNCED_H
#define TLSCOPE_TABLE_ANNOUNCED_H

#include <stdbool.h>
#include <stdint.h>

enum { ANNOUNCED_CACHE = 256, ANNOUNCED_DEPTH = 128, PENDING_MOST = 1024, UNANNOUNCED_MOST = 1 << 16 };

/* A call that waits for its statement. */
struct pending_call {
    uintptr_t stack_point;
    uint32_t site;
    uint32_t object;  /* that it told of; 0: none */
    uintptr_t hidden; /* ~address of that */
    uint32_t scope;   /* that it entered; 0: none */
    uint32_t before;  /* the statement that its function had announced last; 0: none */
    bool returned;    /* its function has: only one further out can still announce */
};

struct announced {
    struct announced_name { /* announcements seen before */
        const void *address;
        const char *file;
        const char *tag;
        uint32_t line;
        uint32_t column;
        uint32_t statement;
        const char *known_file; /* what was kept of the texts */
        const char *known_tag;
        uintptr_t tail_of; /* the function that announced by a tail call, and so has left the stack; 0: no such */
    } cache[ANNOUNCED_CACHE];
    struct {
        uintptr_t stack_point;
        uint32_t statement;
    } frames[ANNOUNCED_DEPTH]; /* outermost first */
    uint32_t depth;
    uint32_t pending_count;
    uint32_t unannounced; /* calls since the latest announcement, while no function has announced anything */
    bool silent;          /* so many that none is expected */
    struct pending_call pending[PENDING_MOST];
};

/* The function at `stack_point` has begun anew: what was announced or is pending there is of an earlier run of it. */
void announced_enter(struct announced *announced, uintptr_t stack_point);

/* The function at `stack_point` announces a statement; announced_expect is due before. */
void announced_set(struct announced *announced, uintptr_t stack_point, uint32_t statement);

/* The statement announced last by the function at `stack_point`, or by the innermost one further out (*outer is then
 * set); 0: none. */
uint32_t announced_latest(struct announced *announced, uintptr_t stack_point, bool *outer);

/* Calls may be followed by their statements from now on. */
void announced_expect(struct announced *announced);

/* No call waits any longer. */
void announced_forget(struct announced *announced);

/* A call was made from the function at call->stack_point. */
void announced_pend(struct announced *announced, const struct pending_call *call);

/*
 * The next call that a statement announced at `stack_point` explains, taken off the list; *outer is set when it was
 * made by a function that the announcing one had called. It stays until the next one is pended; NULL after the last.
 */
const struct pending_call *announced_take(struct announced *announced, uintptr_t stack_point, bool *outer);

#endif
