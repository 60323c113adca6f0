/* SPDX-License-Identifier: MIT */
/*
 * Each call of the ABI whole: lock, work, event, unlock. `manager` is the process-wide one or an embedder's, `caller`
 * where the exported function was called from; `event` tells apart calls that do the same work under other names.
 */
#ifndef TLSCOPE_MANAGER_CALLS_H
#define TLSCOPE_MANAGER_CALLS_H

#include "manager/manager.h"

void call_enter_scope(tlscope_manager *manager, struct caller caller);
void call_exit_scope(tlscope_manager *manager, struct caller caller);
void call_function_enter(tlscope_manager *manager, int64_t slots, struct caller caller);
void call_function_exit(tlscope_manager *manager, struct caller caller);
/* `made`: a block of so many bytes, to be used or freed; NULL: none. */
void *call_get_buffer_of(tlscope_manager *manager, int64_t slot, int64_t bytes, void *made, struct caller caller);
static inline void *call_get_buffer(tlscope_manager *manager, int64_t slot, int64_t bytes, struct caller caller)
{
    return call_get_buffer_of(manager, slot, bytes, NULL, caller);
}

void call_register(tlscope_manager *manager, enum tl_event_id event, void *pointer, const char *name,
                   struct caller caller);
void call_unregister(tlscope_manager *manager, const void *pointer, struct caller caller);
bool call_is_registered(tlscope_manager *manager, const void *pointer, struct caller caller);
void call_acquire(tlscope_manager *manager, enum tl_event_id event, void *pointer, struct caller caller);

/* False when the pointer has no entry; misuse unless the event is release_ptr. `slot`: of a call that began in short
 * (`quick.h`), what it found at the pointer, the lock still taken; else NULL. */
bool call_release_at(tlscope_manager *manager, enum tl_event_id event, const void *pointer, struct key_map_slot *slot,
                     struct caller caller);

static inline bool call_release(tlscope_manager *manager, enum tl_event_id event, const void *pointer,
                                struct caller caller)
{
    return call_release_at(manager, event, pointer, NULL, caller);
}

/* A line that the program names; NULL or "unknown", and 0: not known. */
struct source_line {
    const char *file;
    int32_t line;
};
void call_log_alloc(tlscope_manager *manager, void *pointer, int64_t bytes, struct source_line at,
                    struct caller caller);
void call_log_free(tlscope_manager *manager, void *pointer, struct source_line at, struct caller caller);

/* The object is kept on purpose: no leak. */
void call_keep(tlscope_manager *manager, const void *pointer, struct caller caller);

int64_t call_get_pool_count(struct caller caller);
int64_t call_get_refcount_count(struct caller caller);
int64_t call_get_scope_depth(struct caller caller);

#endif
