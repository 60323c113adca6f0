/* SPDX-License-Identifier: MIT */
/*
 * How to leave a frame, as the unwind tables of compiled code and of JIT code that registered some have it. Reads what
 * the C++ runtime finds; the libraries that walk whole stacks by it take a hundred times as long or do without JIT
 * code.
 */
#ifndef TLSCOPE_STACK_UNWIND_TABLE_H
#define TLSCOPE_STACK_UNWIND_TABLE_H

#include <stdbool.h>
#include <stdint.h>

/* At one return address. The frame's end is a register's value plus an offset; the return address stands just below. */
struct unwind_rule {
    uintptr_t address;
    int32_t end_offset;
    int16_t saved_offset;  /* of the word that holds the caller's frame pointer, from the frame's end; 0: unchanged */
    bool by_frame_pointer; /* the register is the frame pointer, else the stack pointer */
    uint8_t kind;
};

enum {
    UNWIND_UNKNOWN,   /* no table has the address, or it says what we do not understand */
    UNWIND_RULE,      /* the fields hold */
    UNWIND_OUTERMOST, /* the first frame of its thread */
};

struct unwind_rule unwind_rule_at(uintptr_t address);

/* Around a fork. Under the runtime's lock, which lookups may be made under. */
void unwind_before_fork(void);
void unwind_after_fork(void);
void unwind_after_fork_in_child(void);

/* Where the function that a return address is in begins; 0 when no table has it. */
uintptr_t unwind_function_at(uintptr_t address);

#endif
