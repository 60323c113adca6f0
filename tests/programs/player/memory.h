/* SPDX-License-Identifier: MIT */
/*
 * Where the log's pointers lie. Nothing is given an address that an earlier object had, except by the pool: the log
 * goes on naming freed objects, and they must not meet a newer one. What would repeat an address is held back.
 */
#ifndef PLAYER_MEMORY_H
#define PLAYER_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tl/abi.h>

struct held {
    void **pointers;
    size_t count;
    size_t room;
};

struct memory {
    void **places;       /* by N: the address of pN, or NULL */
    uint32_t objects;    /* the highest N */
    void *seen;          /* a search tree of every address given out */
    struct held blocks;  /* malloc'ed blocks that would have repeated an address */
    struct held tensors; /* the same of tensors, and those whose destruction waits for the end */
    char *unreadable;    /* addresses for pointers that the log never announces */
    size_t unreadable_used;
};

bool memory_init(struct memory *memory, uint32_t objects);

/* Gives every pN of the log an address anew; those of before stay taken. */
void memory_forget_places(struct memory *memory);

/* A malloc'ed block; NULL when memory is out. */
void *memory_new_block(struct memory *memory, uint32_t object, size_t bytes);

/* A tensor of `elements` F32 on the CPU. *pooled tells whether the pool had it. NULL when memory is out. */
tl_tensor *memory_new_tensor(struct memory *memory, uint32_t object, size_t elements, bool *pooled);

/* The address of pN; one that cannot be read and is no block when the log never announced it. */
void *memory_place(struct memory *memory, uint32_t object);

/* Destroys the tensor pN at the end. */
bool memory_destroy_later(struct memory *memory, uint32_t object);

/* Frees what is held back, and the tables; blocks and tensors given out stay. */
void memory_end(struct memory *memory);

#endif
