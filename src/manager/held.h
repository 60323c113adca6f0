/* SPDX-License-Identifier: MIT */
/* What live vectors hold: a reference that stands in a vector is in no scope, and no leak for that. */
#ifndef TLSCOPE_MANAGER_HELD_H
#define TLSCOPE_MANAGER_HELD_H

#include "manager/manager.h"

/* Every reference of the object is a record of the global scope. */
bool held_by_global_scope(const struct object *object);

/* Sets `held` of the process-wide manager's objects to the references that vectors of the global scope or kept on
 * purpose, and vectors in those, explain. Memory being out, some are left at 0. */
void held_find(void);

/* Lets leak checks that look at memory find what lasts by design: objects of the global scope, or kept on purpose. */
void held_show(void);

/* Under AddressSanitizer, whose leak check runs before this library's end and does not look into what may not be used:
 * once there is something to show, promises to show that, and the host's tensors in the pool, before it. */
RARE void held_show_at_exit(void);

/* Tells the trace what each live vector holds. */
void held_tell(void);

#endif
