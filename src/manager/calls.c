/* SPDX-License-Identifier: MIT */
#include "manager/calls.h"

#include "manager/call.h"
#include "manager/exit_check.h"
#include "manager/watch_rule.h"

WHOLE APART void call_enter_scope(tlscope_manager *manager, struct caller caller)
{
    struct call call;
    call_begin(&call, manager, TL_EVENT_enter_scope, caller);
    manager_enter_scope(&call);
    call_end(&call);
}

WHOLE APART void call_exit_scope(tlscope_manager *manager, struct caller caller)
{
    struct call call;
    struct exit_check check;
    call_begin(&call, manager, TL_EVENT_exit_scope, caller);
    exit_check_begin(&check, &call);
    manager_exit_scope(&call);
    call_end(&call);
    exit_check_end(&check);
}

WHOLE APART void call_function_enter(tlscope_manager *manager, int64_t slots, struct caller caller)
{
    struct call call;
    call_begin(&call, manager, TL_EVENT_function_enter, caller);
    manager_function_enter(&call, slots);
    call_end(&call);
}

WHOLE APART void call_function_exit(tlscope_manager *manager, struct caller caller)
{
    struct call call;
    struct exit_check check;
    call_begin(&call, manager, TL_EVENT_function_exit, caller);
    exit_check_begin(&check, &call);
    manager_function_exit(&call);
    call_end(&call);
    exit_check_end(&check);
}

WHOLE APART void *call_get_buffer_of(tlscope_manager *manager, int64_t slot, int64_t bytes, void *made,
                                     struct caller caller)
{
    struct call call;
    call_begin(&call, manager, TL_EVENT_get_buffer, caller);
    void *buffer = manager_get_buffer(&call, slot, bytes, made);
    call.pointer = buffer;
    call_end(&call);
    return buffer;
}

/* Whether an event of an object is told. */
static bool is_told(bool untold, uint32_t object)
{
    return !watch_some || (!untold && object != 0);
}

static struct registered do_register(struct call *call, enum tl_event_id event, void *pointer, const char *name)
{
    switch (event) {
    case TL_EVENT_register_tensor:
        return manager_register(call, pointer, TL_KIND_TENSOR, NULL);
    case TL_EVENT_register_vec_ptr:
        return manager_register(call, pointer, TL_KIND_VECTOR, NULL);
    case TL_EVENT_register_ptr:
        return manager_register_inferred(call, pointer);
    default:
        return manager_register(call, pointer, TL_KIND_STRUCT, name);
    }
}

static void tell_register(const struct call *call, enum tl_event_id event, const void *pointer,
                          struct registered result)
{
    const struct tl_event_register_struct told = {.object = result.object,
                                                  .site = call->site,
                                                  .count = count_field(result.count),
                                                  .outcome = (uint8_t)result.outcome};
    switch (event) {
    case TL_EVENT_register_tensor:
        hook(register_tensor, told.object, told.site, told.count, told.outcome);
        break;
    case TL_EVENT_register_vec_ptr:
        hook(register_vec_ptr, told.object, told.site, told.count, told.outcome);
        break;
    case TL_EVENT_register_ptr:
        hook(register_ptr, (uint64_t)(uintptr_t)pointer, told.object, told.site, told.count, told.outcome);
        break;
    case TL_EVENT_register_struct_named:
        hook(register_struct_named, told.object, told.site, told.count, told.outcome);
        break;
    default:
        hook(register_struct, told.object, told.site, told.count, told.outcome);
        break;
    }
}

WHOLE APART void call_register(tlscope_manager *manager, enum tl_event_id event, void *pointer, const char *name,
                               struct caller caller)
{
    struct call call;
    __builtin_prefetch(
        (const void *)((uintptr_t)pointer - sizeof(size_t))); /* malloc's header: it may be a new block */
    call_begin(&call, manager, event, caller);
    const struct registered result = do_register(&call, event, pointer, name);
    call.pointer = pointer;
    call.count = result.count;
    call.object = result.untold ? 0 : result.object;
    if (is_told(result.untold, result.object))
        tell_register(&call, event, pointer, result);
    call_end(&call);
}

WHOLE APART void call_unregister(tlscope_manager *manager, const void *pointer, struct caller caller)
{
    struct call call;
    call_begin(&call, manager, TL_EVENT_unregister, caller);
    call.pointer = pointer;
    manager_unregister(&call, pointer);
    call_end(&call);
}

bool call_is_registered(tlscope_manager *manager, const void *pointer, struct caller caller)
{
    struct call call;
    call_begin(&call, manager, TL_EVENT_is_registered, caller);
    call.pointer = pointer;
    const bool registered = manager_is_registered(&call, pointer);
    call_end(&call);
    return registered;
}

WHOLE APART void call_acquire(tlscope_manager *manager, enum tl_event_id event, void *pointer, struct caller caller)
{
    struct call call;
    call_begin(&call, manager, event, caller);
    struct key_map_slot *slot = objects_slot(&manager->objects, pointer);
    if (call_is_untold(&call) && objects_acquire_open(slot)) {
        call_end(&call);
        return;
    }
    const struct acquired result = manager_acquire(&call, pointer, objects_in(&manager->objects, slot));
    call.pointer = pointer;
    call.count = result.count;
    call.object = result.untold ? 0 : result.object;
    const struct tl_event_ptr_acquire told = {.object = result.object,
                                              .site = call.site,
                                              .count = count_field(result.count),
                                              .outcome = (uint8_t)result.outcome};
    if (event == TL_EVENT_tensor_acquire && is_told(result.untold, result.object))
        hook(tensor_acquire, told.object, told.site, told.count, told.outcome);
    else if (is_told(result.untold, result.object))
        hook(ptr_acquire, told.object, told.site, told.count, told.outcome);
    call_end(&call);
}

static void tell_release(const struct call *call, enum tl_event_id event, const void *pointer, struct released result)
{
    const struct tl_event_ptr_release told = {.pointer = (uint64_t)(uintptr_t)pointer,
                                              .object = result.object,
                                              .site = call->site,
                                              .count = count_field(result.count),
                                              .fate = (uint8_t)result.fate};
    if (event == TL_EVENT_tensor_release)
        hook(tensor_release, told.pointer, told.object, told.site, told.count, told.fate);
    else if (event == TL_EVENT_release_ptr)
        hook(release_ptr, told.pointer, told.object, told.site, told.count, told.fate);
    else
        hook(ptr_release, told.pointer, told.object, told.site, told.count, told.fate);
}

WHOLE APART bool call_release_at(tlscope_manager *manager, enum tl_event_id event, const void *pointer,
                                 struct key_map_slot *slot, struct caller caller)
{
    struct call call;
    if (slot != NULL && trace_records(TL_EVENT_context)) { /* which is to be told before anything else is */
        lock_give(&runtime.lock);
        slot = NULL;
    }
    if (slot == NULL || !call_begin_locked(&call, manager, event, thread_own, caller)) {
        call_begin(&call, manager, event, caller);
        slot = objects_slot(&manager->objects, pointer);
    }
    if (call_is_untold(&call) && objects_release_open(slot)) {
        call_end(&call);
        return true;
    }
    const struct released result =
        manager_release(&call, pointer, objects_in(&manager->objects, slot), event != TL_EVENT_release_ptr);
    call.pointer = pointer;
    call.count = result.count;
    call.object = result.untold ? 0 : result.object;
    if (is_told(result.untold, result.object))
        tell_release(&call, event, pointer, result);
    call_end(&call);
    return result.fate != TL_FATE_UNKNOWN && result.fate != TL_FATE_IGNORED;
}

int64_t call_get_pool_count(struct caller caller)
{
    struct call call;
    call_begin(&call, &global_manager, TL_EVENT_get_pool_count, caller);
    const int64_t value = tensors_count(&global_manager.pool.tensors);
    hook(get_pool_count, .value = value, .site = call.site);
    call_end(&call);
    return value;
}

int64_t call_get_refcount_count(struct caller caller)
{
    struct call call;
    call_begin(&call, &global_manager, TL_EVENT_get_refcount_count, caller);
    const int64_t value = (int64_t)global_manager.objects.counted;
    hook(get_refcount_count, .value = value, .site = call.site);
    call_end(&call);
    return value;
}

int64_t call_get_scope_depth(struct caller caller)
{
    struct call call;
    call_begin(&call, &global_manager, TL_EVENT_get_scope_depth, caller);
    const int64_t value = scopes_depth(&global_manager.scopes);
    hook(get_scope_depth, .value = value, .site = call.site);
    call_end(&call);
    return value;
}
