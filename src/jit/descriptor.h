/* SPDX-License-Identifier: MIT */
/* Where the JIT compilers of the process list their objects for debuggers: `__jit_debug_descriptor` of each module. */
#ifndef TLSCOPE_JIT_DESCRIPTOR_H
#define TLSCOPE_JIT_DESCRIPTOR_H

#include <stdbool.h>
#include <stdint.h>

/* The interface, as the GDB manual ("JIT Compilation Interface") lays it down. */
struct jit_entry {
    struct jit_entry *next;
    struct jit_entry *previous;
    const char *object; /* an ELF file in memory */
    uint64_t bytes;
};

struct jit_descriptor {
    uint32_t version; /* 1 */
    uint32_t action;
    struct jit_entry *relevant;
    struct jit_entry *first;
};

enum { DESCRIPTORS_MOST = 8 };

struct descriptors {
    const struct jit_descriptor *list[DESCRIPTORS_MOST];
    unsigned count;
};

/* Looks through the modules where any came or went since the last time; else false. Takes the loader's lock. */
bool descriptors_find(struct descriptors *found);

#endif
