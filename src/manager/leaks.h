/* SPDX-License-Identifier: MIT */
/* The leak check that needs no trace: what is alive in the process-wide manager, by name and site. */
#ifndef TLSCOPE_MANAGER_LEAKS_H
#define TLSCOPE_MANAGER_LEAKS_H

#include <stdbool.h>
#include <stddef.h>

/* Prints to stderr. Returns the objects listed as leaks: those that the global scope or the pool holds are counted in a
 * line of their own and are none. At exit, functions never left that keep slot buffers are leaks as well. Needs the
 * lock held. */
size_t leaks_print(bool at_exit);

#endif
