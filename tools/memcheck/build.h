/* SPDX-License-Identifier: MIT */
/* What a file holds, made entry by entry. What is more than Valgrind ever writes is not taken. */
#ifndef TLSCOPE_MEMCHECK_BUILD_H
#define TLSCOPE_MEMCHECK_BUILD_H

#include "memcheck.h"

/* A new last error or message; false when there are too many. */
bool build_error(struct memcheck_file *file);
bool build_message(struct memcheck_file *file);

/* Takes the last error back. */
void build_error_drop(struct memcheck_file *file);

/* Frees what an error owns. */
void build_error_clear(struct memcheck_error *error);

/* Takes the name over. */
void build_suppression(struct memcheck_file *file, struct memcheck_suppression suppression);

/* The sentence of the next stack, which is taken over. It is an entry by itself where no stack follows. */
void build_sentence(struct memcheck_error *error, char *what);
void build_stack(struct memcheck_error *error);

/* A new last frame; none where `stack` is NULL. */
void build_frame(struct memcheck_stack *stack);

#endif
