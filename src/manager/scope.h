/* SPDX-License-Identifier: MIT */
/* What scopes and function frames share. */
#ifndef TLSCOPE_MANAGER_SCOPE_H
#define TLSCOPE_MANAGER_SCOPE_H

#include "manager/manager.h"

/* Pushes a scope, without an event; false, told, when memory is out. */
bool scope_enter(struct call *call);

/* Releases the records of the top scope, newest first, and pops it. Not for the global scope. */
void scope_leave(struct call *call);

/* Tells when the top scope was entered by another thread. */
void scope_check_thread(struct call *call);

#endif
