/* SPDX-License-Identifier: MIT */
/* Calls on two managers, in short on the one where that can be and whole on the other, so that what comes of them can
 * be compared. */
#ifndef TLSCOPE_TESTS_QUICK_STEPS_H
#define TLSCOPE_TESTS_QUICK_STEPS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "manager/calls.h"
#include "manager/quick_blocks.h"

/* All calls come from one place, in short or whole. */
#define HERE ((struct caller){(const char *)(uintptr_t)do_step + 1, (uintptr_t)__builtin_frame_address(0)})

enum { BLOCKS = 7, OWN_BLOCKS = 4, BLOCK_BYTES = 32 };

extern char blocks[BLOCKS][BLOCK_BYTES]; /* not malloc's: counted, never freed */
extern tlscope_manager *open;            /* whose calls nobody is told of */
extern tlscope_manager *looked_at;
extern uint32_t quick; /* calls made in short */

int set_up(void **state);
int tear_down(void **state);

/* One call on each of both managers. */
struct step {
    enum {
        ENTER_SCOPE,
        EXIT_SCOPE,
        REGISTER,
        REGISTER_VECTOR,
        UNREGISTER,
        ACQUIRE,
        RELEASE,
        FUNCTION_ENTER,
        FUNCTION_EXIT,
        GET_BUFFER,
    } what;
    void *block;  /* the same for both; NULL: each one's own, of malloc's */
    uint32_t own; /* which of those */
    int64_t slot; /* of a buffer, or how many */
    int64_t bytes;
};

bool is_live(const tlscope_manager *manager, const void *block);

/* Whether `open` keeps the count of the block beside its address, for calls in short. */
bool is_open(const void *block);

/* What a step is about; NULL: a block that is still to be made. */
void *block_of(const tlscope_manager *manager, const struct step *step);

/* The manager has, or had, something to do with it. */
bool is_given(const tlscope_manager *manager, const struct step *step);

struct done {
    bool result;
    uint64_t misuse;
};
struct done do_step(tlscope_manager *manager, const struct step *step);

/* Of all places; and all codes but one, since whether an address is a new object's is for malloc to say. */
uint64_t misuse_found(void);

#endif
