/* SPDX-License-Identifier: MIT */
/* The stacks of scopes and frames of a manager, and the records between scopes and objects. */
#ifndef TLSCOPE_ANALYSE_STACK_H
#define TLSCOPE_ANALYSE_STACK_H

#include "object.h"

/* A manager with its global scope; to be freed with manager_free, before its objects are. `parts` outlive it. */
struct manager *manager_new(uint32_t number, struct parts *parts);
void manager_free(struct manager *manager);

/* Pushes a scope with the given facts (its links excepted). */
void scope_push(struct manager *manager, struct scope facts);

/* An open scope by its number; NULL when it is not open. */
struct scope *scope_find(const struct manager *manager, uint32_t number);

/*
 * Takes the scope off the stack and, where exits of others were lost, all above it. Its records stay until the
 * releases that follow remove them, or scope_left does: manager->leaving is the scope meanwhile. `orphaned` is called
 * for each object that lost its last record with no release told. The global scope is never left.
 */
void scope_leave(struct manager *manager, const struct scope *scope,
                 void (*orphaned)(void *context, struct object *object), void *context);
void scope_left(struct manager *manager, void (*orphaned)(void *context, struct object *object), void *context);

/* Pushes a frame with the given facts (its link excepted). */
void frame_push(struct manager *manager, struct frame facts);
/* Pops the frame of that number and all above it; nothing when it is not on the stack. */
void frame_pop(struct manager *manager, uint32_t number);
/* NULL when no such frame is open. */
struct frame *frame_find(const struct manager *manager, uint32_t number);

void record_add(struct parts *parts, struct scope *scope, struct object *object);
void record_remove(struct parts *parts, struct record *record);
/* The newest record of the object in the scope; NULL when there is none. */
struct record *record_find(const struct object *object, const struct scope *scope);

#endif
