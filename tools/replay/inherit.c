/* SPDX-License-Identifier: MIT */
/*
 * What a forked child has at its start, made by calls: its scopes and frames, in each the records in their order, then
 * the references that no scope lists. Slots are not told by number: a frame gets as many as the child asks for, and
 * its buffers are made anew.
 */
#include <stdlib.h>

#include "compiler.h"
#include "memory.h"

/* More references than this by acquiring alone are not made one by one. */
enum { CALLS_MOST = UINT16_MAX };

static void write_call(struct compiler *compiler, enum replay_code code, const struct place *place, uint32_t times)
{
    for (uint32_t i = 0; i < times && i < CALLS_MOST; i++) {
        writer_op(&compiler->writer, (struct replay_op){.code = (uint8_t)code, .place = number_of(place)});
    }
}

static enum replay_code register_code(const struct place *place)
{
    static const enum replay_code codes[] = {
        [TL_KIND_UNKNOWN] = REPLAY_ptr_acquire,
        [TL_KIND_STRUCT] = REPLAY_register_struct_named,
        [TL_KIND_TENSOR] = REPLAY_register_tensor,
        [TL_KIND_VECTOR] = REPLAY_register_vec_ptr,
    };
    return codes[place->facts.kind];
}

static void write_registers(struct compiler *compiler, const struct place *place, uint32_t times)
{
    if (times > 0 && place->facts.kind == TL_KIND_STRUCT) {
        writer_text(&compiler->writer, facts_name(&place->facts));
    }
    write_call(compiler, register_code(place), place, times);
}

static struct inherited *find_object(struct compiler *compiler, uint32_t object)
{
    const struct inheritance *inheritance = &compiler->inheritance;
    const uintptr_t index = (uintptr_t)idmap_find(&inheritance->by_object, object);
    return index != 0 ? &inheritance->objects[index - 1] : NULL;
}

static void object_told(struct compiler *compiler, const struct tl_event_inherited_object *event)
{
    struct inheritance *inheritance = &compiler->inheritance;
    struct place *place = place_of(&compiler->places, event->object);
    if (place == NULL || find_object(compiler, event->object) != NULL) {
        return;
    }
    inheritance->objects =
        memory_resize(inheritance->objects, inheritance->object_count + 1, sizeof *inheritance->objects);
    inheritance->objects[inheritance->object_count++] =
        (struct inherited){.place = place, .count = event->count, .moved = event->moved, .pooled = event->pooled != 0};
    idmap_put(&inheritance->by_object, event->object, (void *)(uintptr_t)inheritance->object_count);
}

bool inherit_event(struct compiler *compiler, const struct trace_event *event)
{
    struct inheritance *inheritance = &compiler->inheritance;
    switch (event->id) {
    case TL_EVENT_inherited_scope:
        inheritance->scopes =
            memory_resize(inheritance->scopes, inheritance->scope_count + 1, sizeof *inheritance->scopes);
        inheritance->scopes[inheritance->scope_count++] = event->as.inherited_scope;
        return true;
    case TL_EVENT_inherited_frame:
        inheritance->frames =
            memory_resize(inheritance->frames, inheritance->frame_count + 1, sizeof *inheritance->frames);
        inheritance->frames[inheritance->frame_count++] = (struct inherited_frame){
            .number = event->as.inherited_frame.frame, .depth = event->as.inherited_frame.depth};
        return true;
    case TL_EVENT_inherited_object:
        object_told(compiler, &event->as.inherited_object);
        return true;
    case TL_EVENT_inherited_record:
        inheritance->records =
            memory_resize(inheritance->records, inheritance->record_count + 1, sizeof *inheritance->records);
        inheritance->records[inheritance->record_count++] = event->as.inherited_record;
        return true;
    default:
        return event->id == TL_EVENT_inherited_buffer;
    }
}

/* The records of a scope: they stand in the order of their scopes, whose numbers grow with depth. */
static void write_records(struct compiler *compiler, size_t *next, uint32_t scope)
{
    const struct inheritance *inheritance = &compiler->inheritance;
    for (; *next < inheritance->record_count && inheritance->records[*next].scope <= scope; ++*next) {
        struct inherited *object = find_object(compiler, inheritance->records[*next].object);
        if (object != NULL) {
            write_registers(compiler, object->place, 1);
            object->records++;
        }
    }
}

/* The frames entered at up to `depth`, all but the newest without their scopes. False when there are none. */
static bool write_frames(struct compiler *compiler, size_t *next, uint32_t depth)
{
    struct inheritance *inheritance = &compiler->inheritance;
    const struct replay_op enter = {.code = REPLAY_function_enter};
    bool found = false;
    for (; *next < inheritance->frame_count && inheritance->frames[*next].depth <= depth; ++*next) {
        write_call(compiler, REPLAY_exit_scope, NULL, found);
        inheritance->frames[*next].entry = writer_op_to_change(&compiler->writer, enter);
        found = true;
    }
    return found;
}

static void write_scopes(struct compiler *compiler)
{
    const struct inheritance *inheritance = &compiler->inheritance;
    size_t next_record = 0;
    size_t next_frame = inheritance->first_frame;
    write_records(compiler, &next_record, 1);
    for (size_t i = 0; i < inheritance->scope_count; i++) {
        if (!write_frames(compiler, &next_frame, inheritance->scopes[i].depth)) {
            write_call(compiler, REPLAY_enter_scope, NULL, 1);
        }
        write_records(compiler, &next_record, inheritance->scopes[i].scope);
    }
    write_call(compiler, REPLAY_exit_scope, NULL, write_frames(compiler, &next_frame, UINT32_MAX));
}

/* References that no scope lists: moved out of one, acquired, or released before their scope is left. */
static void write_references(struct compiler *compiler, const struct inherited *object)
{
    const bool known = object->place->facts.kind != TL_KIND_UNKNOWN;
    const uint32_t moved = known ? object->moved : 0;
    const uint64_t counted = (uint64_t)object->records + moved;
    write_registers(compiler, object->place, moved);
    write_call(compiler, REPLAY_unregister, object->place, moved);
    if (object->count > counted) {
        write_call(compiler, REPLAY_ptr_acquire, object->place, (uint32_t)(object->count - counted));
    } else {
        write_call(compiler, REPLAY_ptr_release, object->place, (uint32_t)(counted - object->count));
    }
}

static void write_pooled(struct compiler *compiler, const struct inherited *object)
{
    struct replay_op op = birth_op(object->place);
    op.code = REPLAY_pool_release;
    if (object->records != 0) {
        write_call(compiler, REPLAY_ptr_release, object->place, object->records);
    } else {
        writer_op(&compiler->writer, op);
    }
    object->place->alive = false;
}

/* All that the manager in hand has; the next one's comes after it. */
static void write_manager(struct compiler *compiler)
{
    struct inheritance *inheritance = &compiler->inheritance;
    for (size_t i = inheritance->first_object; i < inheritance->object_count; i++) {
        if (inheritance->objects[i].place->birth.offset == 0) { /* not another manager's as well */
            birth_write(compiler, inheritance->objects[i].place);
        }
    }
    write_scopes(compiler);
    for (size_t i = inheritance->first_object; i < inheritance->object_count; i++) {
        if (inheritance->objects[i].pooled) {
            write_pooled(compiler, &inheritance->objects[i]);
        } else {
            write_references(compiler, &inheritance->objects[i]);
        }
    }
    inheritance->first_object = inheritance->object_count;
    inheritance->first_frame = inheritance->frame_count;
    inheritance->scope_count = inheritance->record_count = 0;
}

void inherit_manager(struct compiler *compiler)
{
    if (compiler->inheritance.going_on) {
        write_manager(compiler);
    }
}

void inherit_finish(struct compiler *compiler)
{
    inherit_manager(compiler);
    compiler->inheritance.going_on = false;
}

void inherit_slot(struct compiler *compiler, const struct tl_event_get_buffer *event)
{
    struct inheritance *inheritance = &compiler->inheritance;
    for (size_t i = 0; i < inheritance->frame_count; i++) {
        struct written_op *entry = &inheritance->frames[i].entry;
        if (inheritance->frames[i].number == event->frame && event->outcome != TL_BUFFER_FAILED && event->slot >= 0 &&
            (uint64_t)event->slot >= entry->op.amount) {
            entry->op.amount = (uint64_t)event->slot + 1;
            writer_change(&compiler->writer, entry);
        }
    }
}

void inherit_free(struct compiler *compiler)
{
    struct inheritance *inheritance = &compiler->inheritance;
    free(inheritance->objects);
    free(inheritance->scopes);
    free(inheritance->frames);
    free(inheritance->records);
    idmap_free(&inheritance->by_object);
}
