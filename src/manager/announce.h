/* SPDX-License-Identifier: MIT */
/* Telling the trace of objects as they come into being; the facts they share are told once. */
#ifndef TLSCOPE_MANAGER_ANNOUNCE_H
#define TLSCOPE_MANAGER_ANNOUNCE_H

#include "manager/manager.h"

/* A new object, or one whose kind or name has changed. */
void announce_object(const struct object *object);

/* An object that comes into being in this call: settles whether the trace is told of it, and tells. */
void announce_birth(const struct call *call, struct object *object);

/* An object that took over the memory of the pooled object of number `pooled`. */
void announce_reuse(const struct object *object, uint64_t pooled);

/* Forgets what the trace has been told of shared facts; for a forked child, whose trace has none of it. */
void announce_forget(void);

#endif
