/* SPDX-License-Identifier: MIT */
/* The leak check that needs no trace: what is alive in the process-wide manager, by name and site. */
#ifndef TLSCOPE_MANAGER_LEAKS_H
#define TLSCOPE_MANAGER_LEAKS_H

#include <stddef.h>

/* Prints to stderr; `when` ends the headline. Returns the objects listed as leaks: those that the global scope or the
 * pool holds are counted in a line of their own and are none. Needs the lock held. */
size_t leaks_print(const char *when);

#endif
