/* SPDX-License-Identifier: MIT */
/* Which event is which call, and on which pointer it was made. */
#include "compiler.h"
#include "memory.h"

static void pend(struct compiler *compiler, enum replay_code code, const struct place *place, uint32_t site)
{
    pending_set(compiler, (struct replay_op){.code = (uint8_t)code, .place = number_of(place)}, site);
}

/* The pointer of a call whose event names an object: where it was refused, only the diagnostic before tells it. */
static struct place *place_called(struct compiler *compiler, uint32_t object, bool refused, enum tl_kind kind)
{
    if (object != 0) {
        return birth_of(compiler, object, kind);
    }
    return refused ? birth_named(compiler, compiler->refused) : NULL;
}

static void counted(struct compiler *compiler, enum replay_code code, uint32_t object, bool refused, enum tl_kind kind,
                    uint32_t site)
{
    pend(compiler, code, place_called(compiler, object, refused, kind), site);
    compiler->pending.op.flags = refused ? REPLAY_BAD : 0;
}

#define REGISTERS(call, kind)                                                                                          \
    case TL_EVENT_##call:                                                                                              \
        counted(compiler, REPLAY_##call, event->as.call.object, event->as.call.outcome == TL_REGISTER_REFUSED, kind,   \
                event->as.call.site);                                                                                  \
        break
#define ACQUIRES(call)                                                                                                 \
    case TL_EVENT_##call:                                                                                              \
        counted(compiler, REPLAY_##call, event->as.call.object, event->as.call.outcome == TL_ACQUIRE_REFUSED,          \
                TL_KIND_STRUCT, event->as.call.site);                                                                  \
        break
/* A call whose event has the pointer. */
#define NAMES(call)                                                                                                    \
    case TL_EVENT_##call:                                                                                              \
        pend(compiler, REPLAY_##call, birth_named(compiler, event->as.call.pointer), event->as.call.site);             \
        break
#define PLAIN(call)                                                                                                    \
    case TL_EVENT_##call:                                                                                              \
        pend(compiler, REPLAY_##call, NULL, event->as.call.site);                                                      \
        break
#define RELEASES(call)                                                                                                 \
    case TL_EVENT_##call:                                                                                              \
        pend(compiler, REPLAY_##call, birth_named(compiler, event->as.call.pointer), event->as.call.site);             \
        released(compiler, event->as.call.object, event->as.call.fate);                                                \
        break

/* What a release came to; the elements told next are those of the vector that it ended. */
static void released(struct compiler *compiler, uint32_t object, unsigned fate)
{
    birth_died(compiler, object, fate);
    pending_open(compiler, fate == TL_FATE_FREED ? place_of(&compiler->places, object) : NULL);
}

static void element_released(struct compiler *compiler, const struct tl_event_element_release *event)
{
    pending_element(compiler, birth_named(compiler, event->pointer));
    birth_died(compiler, event->object, event->fate);
}

/* What the program did to a block by itself is known when the runtime finds out: it is done before that call. A
 * diagnostic stands behind the event of its call when that releases more than one object, else before it. */
static void done_by_hand(struct compiler *compiler, enum replay_code code, const struct tl_event_diagnostic *event)
{
    const struct pending *pending = &compiler->pending;
    const struct place *place = place_of(&compiler->places, event->object);
    const bool of_pending = pending_is(compiler, REPLAY_exit_scope, event->site) ||
                            pending_is(compiler, REPLAY_function_exit, event->site) ||
                            (pending->there && pending->site == event->site && pending->current < pending->count);
    if (!of_pending) {
        pending_flush(compiler);
    }
    if (place != NULL) {
        writer_op(&compiler->writer, (struct replay_op){.code = (uint8_t)code, .place = place->number});
    }
}

static void diagnosed(struct compiler *compiler, const struct tl_event_diagnostic *event)
{
    if (event->code == TL_DIAGNOSTIC_VECTOR_HEADER) {
        pending_spoil(compiler, place_of(&compiler->places, event->object));
    } else if (event->code == TL_DIAGNOSTIC_FREED_ELSEWHERE) {
        done_by_hand(compiler, REPLAY_free, event);
    } else if (event->code == TL_DIAGNOSTIC_WRITE_AFTER_FREE) {
        done_by_hand(compiler, REPLAY_scribble, event);
    } else if (event->code == TL_DIAGNOSTIC_BAD_TENSOR && event->pointer == 0) {
        pend(compiler, REPLAY_bad_tensor, NULL, event->site);
    }
    compiler->refused = event->pointer;
    compiler->bad_key = event->code == TL_DIAGNOSTIC_BAD_TENSOR && event->pointer != 0;
}

static void buffer_freed(struct compiler *compiler, const struct tl_event_buffer_freed *event)
{
    struct place *place = place_at(&compiler->places, event->buffer);
    if (place != NULL) {
        place->buffer = false;
    }
}

/* What befell objects beside the calls. False when it was something else. */
static bool is_consequence(struct compiler *compiler, const struct trace_event *event)
{
    switch (event->id) {
    case TL_EVENT_record_release:
        released(compiler, event->as.record_release.object, event->as.record_release.fate);
        return true;
    case TL_EVENT_element_release:
        element_released(compiler, &event->as.element_release);
        return true;
    case TL_EVENT_object_end:
        pools_ended(compiler, event->as.object_end.object);
        birth_died(compiler, event->as.object_end.object, event->as.object_end.fate);
        return true;
    case TL_EVENT_vector_holds:
        pending_open(compiler, place_of(&compiler->places, event->as.vector_holds.vector));
        pending_element(compiler, place_of(&compiler->places, event->as.vector_holds.object));
        return true;
    case TL_EVENT_diagnostic:
        diagnosed(compiler, &event->as.diagnostic);
        return true;
    case TL_EVENT_buffer_freed:
        buffer_freed(compiler, &event->as.buffer_freed);
        return true;
    default:
        return event->id == TL_EVENT_buffer_deferred;
    }
}

static void manager_told(struct compiler *compiler, uint32_t number)
{
    uintptr_t manager = (uintptr_t)idmap_find(&compiler->managers, number);
    if (manager == 0) {
        manager = ++compiler->manager_count;
        idmap_put(&compiler->managers, number, (void *)manager);
    }
    writer_op(&compiler->writer, (struct replay_op){.code = REPLAY_manager, .number = (int32_t)manager - 1});
}

static void context_told(struct compiler *compiler, const struct tl_event_context *event)
{
    struct turn *turn = idmap_find(&compiler->threads, event->thread);
    if (turn == NULL) {
        turn = memory_new(sizeof *turn);
        turn->index = compiler->thread_count++;
        idmap_put(&compiler->threads, event->thread, turn);
    }
    if (turn != compiler->thread) {
        turn->op = writer_op_to_change(&compiler->writer,
                                       (struct replay_op){.code = REPLAY_thread, .number = (int32_t)turn->index});
        compiler->thread = turn;
    }
    manager_told(compiler, event->manager);
}

/* Where the process-wide manager's slot buffer lies, which a program may register by mistake; NULL where something is
 * alive at its address, which keeps the one it has. */
static struct place *buffer_place(struct compiler *compiler, uint64_t address)
{
    struct place *place = compiler->expected.manager->number == 1 ? place_at(&compiler->places, address) : NULL;
    if (place == NULL || place->alive) {
        return NULL;
    }
    place->buffer = true;
    return place;
}

static void buffer_asked(struct compiler *compiler, const struct tl_event_get_buffer *event)
{
    const int64_t slot = event->slot < INT32_MIN ? INT32_MIN : event->slot > INT32_MAX ? INT32_MAX : event->slot;
    struct replay_op op = {.code = REPLAY_get_buffer, .number = (int32_t)slot, .amount = (uint64_t)event->size};
    inherit_slot(compiler, event);
    if (event->outcome != TL_BUFFER_FAILED) {
        op.place = number_of(buffer_place(compiler, event->buffer));
    }
    pending_set(compiler, op, event->site);
}

/* TL's tensor_free first takes the tensor out of its scope, which is told as an unregister of its own. */
static void tensor_freed(struct compiler *compiler, const struct tl_event_tensor_free *event)
{
    struct place *place = birth_named(compiler, event->pointer);
    if (pending_is(compiler, REPLAY_unregister, event->site) && compiler->pending.op.place == number_of(place)) {
        compiler->pending.there = false;
    }
    if (place != NULL && event->object == 0 && event->fate == TL_FATE_DESTROYED) { /* a host's, never registered */
        place_give(&compiler->places, place, 0, &(struct facts){.kind = TL_KIND_TENSOR, .owner = TL_OWNER_HOST});
        birth_write(compiler, place);
    }
    pend(compiler, REPLAY_tensor_free, place, event->site);
    released(compiler, event->object, event->fate);
}

static void pool_given(struct compiler *compiler, const struct tl_event_pool_release *event)
{
    struct place *place = birth_named(compiler, event->pointer);
    const bool bad_key = compiler->bad_key;
    struct replay_op op = {.code = REPLAY_pool_release};
    if (place != NULL) {
        if (place->birth.offset == 0) { /* a host's, which no manager knows */
            place_give(&compiler->places, place, 0, &(struct facts){.kind = TL_KIND_TENSOR, .owner = TL_OWNER_HOST});
            birth_write(compiler, place);
        }
        op = birth_op(place);
        op.code = REPLAY_pool_release;
        op.flags = bad_key ? REPLAY_BAD : event->outcome == TL_POOL_POOLED && event->object == 0 ? REPLAY_OWN : 0;
    }
    pending_set(compiler, op, event->site);
    if (event->outcome == TL_POOL_POOLED) {
        compiler->given = place;
        birth_died(compiler, event->object, TL_FATE_POOLED);
    }
}

static void pool_missed(struct compiler *compiler, const struct tl_event_pool_miss *event)
{
    pending_set(
        compiler,
        (struct replay_op){
            .code = REPLAY_pool_miss, .dtype = event->dtype, .device = event->device, .amount = event->elements},
        event->site);
}

/* A manager's end clears its pool. */
static void manager_ended(struct compiler *compiler, const struct tl_event_manager_end *event)
{
    if (pending_is(compiler, REPLAY_pool_clear, event->site)) {
        compiler->pending.there = false;
    }
    pend(compiler, REPLAY_manager_end, NULL, event->site);
}

/* Calls of scopes and frames, and questions. */
static void plain_call(struct compiler *compiler, const struct trace_event *event)
{
    switch (event->id) {
        PLAIN(exit_scope);
        PLAIN(function_exit);
        PLAIN(get_pool_count);
        PLAIN(get_refcount_count);
        PLAIN(get_scope_depth);
    case TL_EVENT_function_enter:
        pending_set(
            compiler,
            (struct replay_op){.code = REPLAY_function_enter, .amount = (uint64_t)event->as.function_enter.slots},
            event->as.function_enter.site);
        compiler->pending.scope = event->as.function_enter.scope;
        break;
    case TL_EVENT_enter_scope:
        pend(compiler, REPLAY_enter_scope, NULL, event->as.enter_scope.site);
        compiler->pending.scope = event->as.enter_scope.scope;
        break;
    case TL_EVENT_get_buffer:
        buffer_asked(compiler, &event->as.get_buffer);
        break;
    case TL_EVENT_mark:
        pending_flush(compiler);
        writer_text(&compiler->writer, names_keep(&compiler->names, event->as.mark.text));
        pend(compiler, REPLAY_mark, NULL, event->as.mark.site);
        break;
    default:
        break;
    }
}

/* Calls of pools and of tensors as objects. */
static void pool_call(struct compiler *compiler, const struct trace_event *event)
{
    switch (event->id) {
    case TL_EVENT_tensor_free:
        tensor_freed(compiler, &event->as.tensor_free);
        break;
    case TL_EVENT_pool_release:
        pool_given(compiler, &event->as.pool_release);
        break;
    case TL_EVENT_pool_clear:
        pools_cleared(compiler, &event->as.pool_clear);
        break;
    case TL_EVENT_pool_miss:
        pool_missed(compiler, &event->as.pool_miss);
        break;
    case TL_EVENT_manager_end:
        manager_ended(compiler, &event->as.manager_end);
        break;
    default:
        plain_call(compiler, event);
        break;
    }
}

/* What the program says of its own blocks, where it says: that statement is the call's. */
static void alloc_logged(struct compiler *compiler, const struct tl_event_logged_alloc *event)
{
    struct place *place = place_at(&compiler->places, event->pointer);
    pending_flush(compiler);
    if (place != NULL && event->object == 0) {
        birth_early(compiler, place, event->bytes);
    }
    pend(compiler, REPLAY_logged_alloc, place, event->site);
    compiler->pending.op.amount = (uint64_t)event->bytes;
    writer_text(&compiler->writer, statements_file(compiler, event->statement, &compiler->pending.op.number));
}

static void free_logged(struct compiler *compiler, const struct tl_event_logged_free *event)
{
    struct place *place = birth_named(compiler, event->pointer);
    pend(compiler, REPLAY_logged_free, place, event->site);
    writer_text(&compiler->writer, statements_file(compiler, event->statement, &compiler->pending.op.number));
    if (place != NULL && place->early) {
        pending_flush(compiler);
        writer_op(&compiler->writer, (struct replay_op){.code = REPLAY_free, .place = place->number});
        place->early = place->alive = false;
    }
}

static void named_registered(struct compiler *compiler, const struct tl_event_register_struct_named *event)
{
    const bool refused = event->outcome == TL_REGISTER_REFUSED;
    const struct place *place = place_called(compiler, event->object, refused, TL_KIND_STRUCT);
    pending_flush(compiler);
    writer_text(&compiler->writer, names_keep(&compiler->names, place != NULL ? facts_name(&place->facts) : ""));
    counted(compiler, REPLAY_register_struct_named, event->object, refused, TL_KIND_STRUCT, event->site);
}

/* Calls on a pointer. */
static void pointer_call(struct compiler *compiler, const struct trace_event *event)
{
    switch (event->id) {
        REGISTERS(register_struct, TL_KIND_STRUCT);
        REGISTERS(register_tensor, TL_KIND_TENSOR);
        REGISTERS(register_vec_ptr, TL_KIND_VECTOR);
        ACQUIRES(ptr_acquire);
        ACQUIRES(tensor_acquire);
        NAMES(register_ptr);
        NAMES(unregister);
        NAMES(is_registered);
        NAMES(keep);
        RELEASES(ptr_release);
        RELEASES(tensor_release);
        RELEASES(release_ptr);
    case TL_EVENT_logged_alloc:
        alloc_logged(compiler, &event->as.logged_alloc);
        break;
    case TL_EVENT_logged_free:
        free_logged(compiler, &event->as.logged_free);
        break;
    case TL_EVENT_register_struct_named:
        named_registered(compiler, &event->as.register_struct_named);
        break;
    default:
        pool_call(compiler, event);
        break;
    }
}

void compile_event(struct compiler *compiler, const struct trace_event *event)
{
    if (is_consequence(compiler, event) || statements_event(compiler, event) || inherit_event(compiler, event)) {
        return;
    }
    switch (event->id) {
    case TL_EVENT_object_new:
        pending_flush(compiler);
        birth_new(compiler, &event->as.object_new);
        break;
    case TL_EVENT_object_reuse:
        pending_flush(compiler);
        birth_reuse(compiler, &event->as.object_reuse);
        break;
    case TL_EVENT_inherited_manager:
        inherit_manager(compiler);
        manager_told(compiler, event->as.inherited_manager.manager);
        break;
    case TL_EVENT_context:
        pending_flush(compiler);
        inherit_finish(compiler);
        context_told(compiler, &event->as.context);
        break;
    default:
        pointer_call(compiler, event);
        break;
    }
}
