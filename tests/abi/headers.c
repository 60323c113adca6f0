/* SPDX-License-Identifier: MIT */
/* Each public header stands alone, and the ABI's signatures are those that TL code is compiled against. */
#include <tl/pool.h>
#include <tl/tensor.h>
#include <tl/tlscope.h>

#define SIGNATURE(name, type) _Static_assert(_Generic(&name, type : 1, default : 0), #name)

SIGNATURE(tl_mem_enter_scope, void (*)(void));
SIGNATURE(tl_mem_exit_scope, void (*)(void));
SIGNATURE(tl_mem_function_enter, void (*)(int64_t));
SIGNATURE(tl_mem_function_exit, void (*)(void));
SIGNATURE(tl_mem_get_buffer, void *(*)(int64_t, int64_t));
SIGNATURE(tl_mem_register_struct, void (*)(void *));
SIGNATURE(tl_mem_register_struct_named, void (*)(void *, const char *));
SIGNATURE(tl_mem_register_tensor, void (*)(tl_tensor *));
SIGNATURE(tl_mem_register_vec_ptr, void (*)(void *));
SIGNATURE(tl_mem_register_ptr, void (*)(void *));
SIGNATURE(tl_mem_unregister, void (*)(void *));
SIGNATURE(tl_ptr_acquire, void (*)(void *));
SIGNATURE(tl_tensor_acquire, void (*)(tl_tensor *));
SIGNATURE(tl_ptr_release, void (*)(void *));
SIGNATURE(tl_tensor_release, void (*)(tl_tensor *));
SIGNATURE(tl_get_pool_count, int64_t (*)(void));
SIGNATURE(tl_get_refcount_count, int64_t (*)(void));
SIGNATURE(tl_get_scope_depth, int64_t (*)(void));
