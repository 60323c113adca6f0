/* SPDX-License-Identifier: MIT */
/*
 * The C ABI that compiled TL code calls: 18 functions on one process-wide manager and one process-wide pool, and three
 * by which it says where in its source it is.
 *
 * Every function may be called from any thread, before main and after it, and in a forked child; all take one
 * process-wide lock. None may be called from a signal handler. NULL is how TL spells a zero-sized value: every
 * function that takes a pointer ignores it. Misuse never stops the program (unless `halt_on_error` asks for it):
 * it is one diagnostic, on stderr and in the trace, under a stable code (see tracepoints/diagnostics.def).
 *
 * Source: the C API of the TL memory manager (memory_manager_api).
 */
#ifndef TL_ABI_H
#define TL_ABI_H

#include <stdint.h>

#pragma GCC visibility push(default)
#ifdef __cplusplus
extern "C" {
#endif

/* A tensor, of this runtime or of its host (tl/tensor.h). Opaque to compiled code. */
typedef struct tl_tensor tl_tensor;

/* TL's `struct Vec<T>` as registered by tl_mem_register_vec_ptr: `data` holds `len` pointers. */
typedef struct tl_vec {
    void **data;
    int64_t cap;
    int64_t len;
} tl_vec;

/* Pushes a scope. */
void tl_mem_enter_scope(void);

/* Pops the current scope and releases each of its records once, newest first. At depth 1: misuse, nothing done. */
void tl_mem_exit_scope(void);

/* Pushes a function frame of `num_slots` empty slots, and a scope with it. A negative or absurd number is misuse:
 * the frame then has no slots. */
void tl_mem_function_enter(int64_t num_slots);

/* Pops the top scope, then frees the newest frame's slot buffers and its deferred buffers. */
void tl_mem_function_exit(void);

/* The buffer of slot `slot_id` (0-based) of the newest frame, at least `min_size` bytes, owned by the runtime and
 * valid until that frame's tl_mem_function_exit. Big enough: the same buffer, contents as they were; too small: a
 * new one, not copied, uninitialised. NULL on misuse or when memory is out (the old buffer is then intact). */
void *tl_mem_get_buffer(int64_t slot_id, int64_t min_size);

/* Adds a record of `ptr` to the current scope and 1 to its count. The first registration fixes the kind.
 * A struct or vector must be a malloc'ed block: the runtime frees it at count 0. When memory is out that is told, and
 * nothing is changed. */
void tl_mem_register_struct(void *ptr);
void tl_mem_register_struct_named(void *ptr, const char *name); /* name may be NULL; it is copied */
void tl_mem_register_tensor(tl_tensor *ptr);
void tl_mem_register_vec_ptr(void *ptr);

/* Registers under the kind that `ptr` already has, else as a tensor if it is a known live one, else not at all. */
void tl_mem_register_ptr(void *ptr);

/* Removes the newest record of `ptr` from the current scope; the count stays (the reference has moved to the
 * caller). Never looks at what `ptr` points to. Not listed in the current scope: nothing happens. */
void tl_mem_unregister(void *ptr);

/* Reference count + 1. */
void tl_ptr_acquire(void *ptr);
void tl_tensor_acquire(tl_tensor *ptr);

/* Reference count - 1; at 0 the entry is removed and the object freed by kind. */
void tl_ptr_release(void *ptr);
void tl_tensor_release(tl_tensor *ptr);

/* Tensors now in the pool · live reference-count entries of every kind · scope depth, 1 at start. */
int64_t tl_get_pool_count(void);
int64_t tl_get_refcount_count(void);
int64_t tl_get_scope_depth(void);

/*
 * A statement of the program's source announces itself: TL's compiled code calls this after the calls of each statement
 * (of a return or break not at all), other hosts may call it before them (option `source`). It counts for calls from
 * the same activation of the same function. `file` "unknown" or NULL and `line` 0: no line is known. `tag` names the
 * kind of statement; it may be NULL. The texts are copied. Cheap: takes the lock only where there is something new.
 */
void tl_trace_mem(const char *file, uint32_t line, uint32_t column, const char *tag);

/* The program says that it allocated, or is about to free, a block: its size (0 or less: not known) and where (`file`
 * NULL or `line` 0: not known). For reports only: nothing is registered or freed. */
void tl_log_alloc(void *ptr, int64_t size, const char *file, int32_t line);
void tl_log_free(void *ptr, const char *file, int32_t line);

#ifdef __cplusplus
}
#endif
#pragma GCC visibility pop

#endif
