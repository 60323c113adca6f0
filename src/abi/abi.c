/* SPDX-License-Identifier: MIT */
/* The C ABI of compiled TL code: each function is one call on the process-wide manager. */
#include <tl/abi.h>

#include "base/paths.h"
#include "manager/calls.h"
#include "manager/quick_blocks.h"
#include "manager/statement.h"

WHOLE void tl_mem_enter_scope(void)
{
    if (!quick_enter_scope(&global_manager, __builtin_return_address(0)))
        call_enter_scope(&global_manager, CALLER);
}

WHOLE void tl_mem_exit_scope(void)
{
    if (!quick_exit_scope(&global_manager))
        call_exit_scope(&global_manager, CALLER);
}

WHOLE void tl_mem_function_enter(int64_t num_slots)
{
    if (!quick_function_enter(&global_manager, num_slots, __builtin_return_address(0)))
        call_function_enter(&global_manager, num_slots, CALLER);
}

WHOLE void tl_mem_function_exit(void)
{
    if (!quick_function_exit(&global_manager))
        call_function_exit(&global_manager, CALLER);
}

WHOLE void *tl_mem_get_buffer(int64_t slot_id, int64_t min_size)
{
    void *buffer;
    if (quick_get_buffer(&global_manager, slot_id, min_size, &buffer))
        return buffer;
    return call_get_buffer_of(&global_manager, slot_id, min_size, buffer, CALLER);
}

WHOLE void tl_mem_register_struct(void *ptr)
{
    if (!quick_register_struct(&global_manager, ptr, __builtin_return_address(0)))
        call_register(&global_manager, TL_EVENT_register_struct, ptr, NULL, CALLER);
}

WHOLE void tl_mem_register_struct_named(void *ptr, const char *name)
{
    call_register(&global_manager, TL_EVENT_register_struct_named, ptr, name, CALLER);
}

WHOLE void tl_mem_register_tensor(tl_tensor *ptr)
{
    call_register(&global_manager, TL_EVENT_register_tensor, ptr, NULL, CALLER);
}

WHOLE void tl_mem_register_vec_ptr(void *ptr)
{
    call_register(&global_manager, TL_EVENT_register_vec_ptr, ptr, NULL, CALLER);
}

void tl_mem_register_ptr(void *ptr)
{
    call_register(&global_manager, TL_EVENT_register_ptr, ptr, NULL, CALLER);
}

WHOLE void tl_mem_unregister(void *ptr)
{
    if (!quick_unregister(&global_manager, ptr))
        call_unregister(&global_manager, ptr, CALLER);
}

WHOLE void tl_ptr_acquire(void *ptr)
{
    if (!quick_acquire(&global_manager, TL_EVENT_ptr_acquire, ptr))
        call_acquire(&global_manager, TL_EVENT_ptr_acquire, ptr, CALLER);
}

WHOLE void tl_tensor_acquire(tl_tensor *ptr)
{
    if (!quick_acquire(&global_manager, TL_EVENT_tensor_acquire, ptr))
        call_acquire(&global_manager, TL_EVENT_tensor_acquire, ptr, CALLER);
}

WHOLE void tl_ptr_release(void *ptr)
{
    struct key_map_slot *slot;
    if (!quick_release_or_drop(&global_manager, TL_EVENT_ptr_release, ptr, __builtin_return_address(0), &slot))
        call_release_at(&global_manager, TL_EVENT_ptr_release, ptr, slot, CALLER);
}

WHOLE void tl_tensor_release(tl_tensor *ptr)
{
    struct key_map_slot *slot;
    if (!quick_release_or_drop(&global_manager, TL_EVENT_tensor_release, ptr, __builtin_return_address(0), &slot))
        call_release_at(&global_manager, TL_EVENT_tensor_release, ptr, slot, CALLER);
}

int64_t tl_get_pool_count(void)
{
    return call_get_pool_count(CALLER);
}

int64_t tl_get_refcount_count(void)
{
    return call_get_refcount_count(CALLER);
}

int64_t tl_get_scope_depth(void)
{
    return call_get_scope_depth(CALLER);
}

void tl_trace_mem(const char *file, uint32_t line, uint32_t column, const char *tag)
{
    statement_announce(CALLER, file, line, column, tag);
}

void tl_log_alloc(void *ptr, int64_t size, const char *file, int32_t line)
{
    call_log_alloc(&global_manager, ptr, size, (struct source_line){file, line}, CALLER);
}

void tl_log_free(void *ptr, const char *file, int32_t line)
{
    call_log_free(&global_manager, ptr, (struct source_line){file, line}, CALLER);
}
