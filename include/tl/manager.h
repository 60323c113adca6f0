/* SPDX-License-Identifier: MIT */
/*
 * The memory manager as an object, for embedders such as TL's own runtime. The C ABI (tl/abi.h) is these calls on
 * the process-wide manager. All are thread safe (one process-wide lock) and report misuse like the ABI does.
 * A NULL `ptr` is ignored; a NULL manager is a bug of the caller and not checked.
 *
 * Source: `impl MemoryManager` of the TL memory manager API.
 */
#ifndef TL_MANAGER_H
#define TL_MANAGER_H

#include <stdbool.h>
#include <stddef.h>

#include <tl/abi.h>

#pragma GCC visibility push(default)
#ifdef __cplusplus
extern "C" {
#endif

typedef struct tlscope_manager tlscope_manager;
typedef struct tlscope_pool tlscope_pool;

/* The process-wide manager that the C ABI drives. Never destroyed; never NULL. */
tlscope_manager *tlscope_manager_global(void);

/* A manager of its own with a pool of its own, under the process's options. NULL when memory is out.
 * Owned by the caller. */
tlscope_manager *tlscope_manager_new(void);

/* Frees the manager, its pool's tensors, its slot buffers and its tables. Objects still counted are the caller's
 * and stay as they are. No other thread may use it any more; NULL and the global manager are ignored. */
void tlscope_manager_destroy(tlscope_manager *manager);

/* The pool that the manager puts its tensors into; lives as long as the manager. */
tlscope_pool *tlscope_manager_pool(tlscope_manager *manager);

/* As tl_mem_enter_scope and so on, of the ABI. */
void tlscope_manager_enter_scope(tlscope_manager *manager);
void tlscope_manager_exit_scope(tlscope_manager *manager);

void tlscope_manager_register_struct(tlscope_manager *manager, void *ptr);
void tlscope_manager_register_tensor(tlscope_manager *manager, tl_tensor *ptr);
void tlscope_manager_register_vec_ptr(tlscope_manager *manager, void *ptr);
void tlscope_manager_unregister(tlscope_manager *manager, void *ptr);

/* True when any scope lists `ptr`. */
bool tlscope_manager_is_registered(tlscope_manager *manager, const void *ptr);
/* True while the manager counts references of `ptr`, listed by a scope or not: what it counts, it has not freed. For
 * tools: no event tells that it was asked. */
bool tlscope_manager_counts(tlscope_manager *manager, const void *ptr);

void tlscope_manager_acquire_ptr(tlscope_manager *manager, void *ptr);

/* Like tl_ptr_release; false when the pointer has no entry, which is an answer here and no misuse. */
bool tlscope_manager_release_ptr(tlscope_manager *manager, void *ptr);

/* As tl_mem_function_enter, tl_mem_function_exit and tl_mem_get_buffer: a buffer is its frame's, which frees it; NULL,
 * told, without a frame, out of range, for 2^46 bytes and more, or when memory is out. */
void tlscope_manager_function_enter(tlscope_manager *manager, size_t num_slots);
void tlscope_manager_function_exit(tlscope_manager *manager);
void *tlscope_manager_get_buffer(tlscope_manager *manager, size_t slot_id, size_t min_size);

#ifdef __cplusplus
}
#endif
#pragma GCC visibility pop

#endif
