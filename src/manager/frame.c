/* SPDX-License-Identifier: MIT */
/* Function frames and their slot buffers. */
#include <stdlib.h>

#include "heap/classify.h"
#include "manager/diagnose.h"
#include "manager/label.h"
#include "manager/reclaim.h"
#include "manager/scope.h"
#include "manager/statement.h"

/* No real function has more slots. */
enum { SLOTS_MOST = 1 << 20 };

/* Of the mempool of a frame's buffers: odd, so that no block has it as its address. */
static uintptr_t anchor(uint64_t frame)
{
    return (uintptr_t)(frame << 1 | 1);
}

void manager_function_enter(struct call *call, int64_t slots)
{
    struct frames *frames = &call->manager->frames;
    const bool absurd = slots < 0 || slots > SLOTS_MOST;
    statement_enter(call);
    if (!scope_enter(call))
        return;
    const struct frame frame = {.number = ++runtime.last_frame,
                                .claims = call->manager->objects.claims,
                                .depth = scopes_depth(&call->manager->scopes),
                                .site = call->site};
    const bool pushed = frames_push(frames, frame, absurd ? 0 : (uint32_t)slots);
    if (pushed)
        checker_pool_new(anchor(frame.number), 0);
    hook(function_enter, .frame = pushed ? (uint32_t)frame.number : 0,
         .scope = (uint32_t)scope_top(&call->manager->scopes)->number, .depth = frame.depth, .slots = slots,
         .site = call->site);
    if (pushed)
        label_range(NVTX_FUNCTION, frame.number, call->site);
    if (absurd)
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_BAD_SLOT_COUNT},
                 "%lld slots (at most %d); the frame has none", (long long)slots, SLOTS_MOST);
    if (!pushed)
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_OUT_OF_MEMORY},
                 "no memory for a frame of %lld slots: only its scope was entered", (long long)slots);
}

static void check_scopes(struct call *call, const struct frame *frame)
{
    const struct scopes *scopes = &call->manager->scopes;
    const uint32_t depth = scopes_depth(scopes);
    if (depth > frame->depth)
        diagnose(call,
                 (struct misuse){.code = TL_DIAGNOSTIC_FUNCTION_EXIT_OPEN_SCOPES,
                                 .other_site = scope_at(scopes, frame->depth + 1)->site},
                 "%u of them; function exit pops the top one only, so that the function's own scope stays open",
                 depth - frame->depth);
    else if (depth < frame->depth)
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_FUNCTION_SCOPE_GONE, .other_site = frame->site},
                 "the function's scope was at depth %u, the top one is at %u", frame->depth, depth);
    else
        scope_check_thread(call);
}

/* False, told, when the block is known to be gone: somebody else has freed it. */
APART static bool is_same_block(struct call *call, const struct buffer *buffer)
{
    const struct block block = heap_classify(buffer_address(buffer));
    if (block.class == ADDRESS_BLOCK && block.serial == buffer->serial)
        return true;
    diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_FREED_ELSEWHERE, .pointer = buffer_address(buffer)},
             "a slot buffer of %llu bytes was freed by somebody else%s; it is not freed again",
             (unsigned long long)buffer->bytes,
             block.class == ADDRESS_BLOCK ? " and its address given to a new block" : "");
    return false;
}

static bool is_there(struct call *call, const struct buffer *buffer)
{
    return !heap_is_certain() || is_same_block(call, buffer);
}

/* What the program made of one of our buffers; NULL: nothing that anybody but us would free, as what it acquired. */
static struct object *object_of(const struct call *call, const struct buffer *buffer)
{
    const uint32_t index = objects_find(&call->manager->objects, buffer_address(buffer));
    struct object *object = index != 0 ? object_at(&call->manager->objects, index) : NULL;
    return object != NULL && object->owner == TL_OWNER_HEAP ? object : NULL;
}

enum { MISTAKEN_MOST = 8 };

/* Buffers of a frame that the program took for blocks of its own. */
struct mistaken {
    bool any;
    uint32_t count; /* of those that live, the first ones */
    struct {
        const struct object *object;
        uint32_t site; /* where it came into being: once dead it has another */
    } list[MISTAKEN_MOST];
};

static void mistake_take(const struct call *call, const struct buffer *buffer, struct mistaken *mistaken)
{
    const struct object *object = buffer->hidden != 0 ? object_of(call, buffer) : NULL;
    mistaken->any |= object != NULL;
    if (object != NULL && object->state == OBJECT_LIVE && mistaken->count < MISTAKEN_MOST) {
        mistaken->list[mistaken->count].object = object;
        mistaken->list[mistaken->count++].site = object->site;
    }
}

/* Before the frame's scope is left, which frees them. */
static void find_mistaken(const struct call *call, struct mistaken *mistaken)
{
    const struct frames *frames = &call->manager->frames;
    const struct frame *frame = frame_top(frames);
    mistaken->any = false; /* of the list nothing is cleared: this is done at every exit */
    mistaken->count = 0;
    if (frame->claims == call->manager->objects.claims)
        return; /* nothing was registered since */
    for (uint32_t slot = 0; slot < frame_slots(frames); slot++)
        mistake_take(call, frame_slot(frames, slot), mistaken);
    for (uint32_t i = frame->first_deferred; i < frames->deferred.count; i++)
        mistake_take(call, (const struct buffer *)frames->deferred.items + i, mistaken);
}

/* 0: it was dead before the frame was left. */
static uint32_t site_of_mistake(const struct mistaken *mistaken, const struct object *object)
{
    for (uint32_t i = 0; i < mistaken->count; i++) {
        if (mistaken->list[i].object == object)
            return mistaken->list[i].site;
    }
    return 0;
}

/* A program that registered one of our buffers as a struct of its own: told, and freed once. False when it has been. */
APART static bool still_ours(struct call *call, const struct buffer *buffer, const struct mistaken *mistaken)
{
    const void *block = buffer_address(buffer);
    struct object *object = object_of(call, buffer);
    if (object == NULL)
        return is_there(call, buffer);
    const bool freed = object->state != OBJECT_LIVE;
    if (!freed && !is_there(call, buffer))
        return false; /* the object is of a later block */
    diagnose(call,
             (struct misuse){.code = TL_DIAGNOSTIC_NOT_HEAP_BLOCK,
                             .pointer = block,
                             .object = object,
                             .other_site = site_of_mistake(mistaken, object)},
             freed ? "it was a slot buffer, which the function's exit would have freed"
                   : "it is a slot buffer, which this function's exit frees");
    if (!freed) /* else a later buffer at that address must find it out as well */
        object->owner = TL_OWNER_FOREIGN;
    return !freed;
}

static void tell_freed(uint64_t frame, const struct buffer *buffer)
{
    hook(buffer_freed, .frame = (uint32_t)frame, .buffer = (uint64_t)(uintptr_t)buffer_address(buffer),
         .bytes = buffer->bytes);
    checker_block_free(anchor(frame), buffer_address(buffer), buffer->bytes);
}

/* Frees the newest frame's buffers and drops it. */
static void leave_frame(struct call *call, const struct mistaken *mistaken)
{
    const uint64_t number = frame_top(&call->manager->frames)->number;
    struct buffer buffer;
    while (frames_take_buffer(&call->manager->frames, &buffer)) {
        tell_freed(number, &buffer);
        if (mistaken->any ? still_ours(call, &buffer, mistaken) : is_there(call, &buffer))
            reclaim_free(call, buffer_address(&buffer));
    }
    checker_pool_end(anchor(number));
    nvtx_range_end(NVTX_FUNCTION, number);
    frames_pop(&call->manager->frames);
}

void manager_function_exit(struct call *call)
{
    const struct scopes *scopes = &call->manager->scopes;
    const struct frame *frame = frame_top(&call->manager->frames);
    const uint32_t depth = scopes_depth(scopes);
    if (frame == NULL) {
        hook(function_exit, .depth = depth, .site = call->site);
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_FUNCTION_EXIT_NO_FRAME},
                 "no function frame is open; nothing is done");
        return;
    }
    const uint32_t number = (uint32_t)frame->number;
    hook(function_exit, .frame = number, .scope = depth > 1 ? (uint32_t)scope_top(scopes)->number : 0,
         .depth = depth > 1 ? depth - 1 : 1, .site = call->site);
    check_scopes(call, frame);
    struct mistaken mistaken;
    find_mistaken(call, &mistaken);
    if (depth > 1)
        scope_leave(call);
    leave_frame(call, &mistaken);
}

void manager_drop_frames(struct call *call)
{
    while (frames_count(&call->manager->frames) != 0) {
        struct mistaken mistaken;
        find_mistaken(call, &mistaken);
        leave_frame(call, &mistaken);
    }
}

/* The slot asked for; NULL, told, when there is none. */
static struct buffer *find_slot(struct call *call, int64_t slot, int64_t bytes)
{
    const struct frames *frames = &call->manager->frames;
    const struct frame *frame = frame_top(frames);
    if (frame == NULL) {
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_BUFFER_NO_FRAME}, "slot %lld, no function frame is open",
                 (long long)slot);
        return NULL;
    }
    if (slot < 0 || slot >= frame_slots(frames)) {
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_SLOT_OUT_OF_RANGE, .other_site = frame->site},
                 "slot %lld of a frame of %u", (long long)slot, frame_slots(frames));
        return NULL;
    }
    if (bytes < 0 || bytes > FRAME_BUFFER_MOST) {
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_BAD_BUFFER_SIZE, .other_site = frame->site},
                 "%lld bytes for slot %lld", (long long)bytes, (long long)slot);
        return NULL;
    }
    return frame_slot(frames, (uint32_t)slot);
}

/* Puts a new buffer into the slot; NULL, told, when memory is out. */
static void *make_buffer(struct call *call, struct buffer *buffer, int64_t slot, int64_t bytes, void **block)
{
    struct frames *frames = &call->manager->frames;
    void *made = !frames_can_replace(frames, buffer) ? NULL : *block != NULL ? *block : malloc((size_t)bytes);
    if (made == NULL) {
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_OUT_OF_MEMORY},
                 "no memory for a buffer of %lld bytes in slot %lld; the one before it is intact", (long long)bytes,
                 (long long)slot);
        return NULL;
    }
    *block = NULL;
    if (checker_tells_memcheck())
        checker_block_new(anchor(frame_top(frames)->number), made, (size_t)bytes);
    frames_replace(frames, buffer, made, (uint64_t)bytes, heap_is_certain() ? heap_classify(made).serial : 0);
    const uint32_t replaced = objects_forget_dead(&call->manager->objects, made);
    if (replaced != 0) {
        reclaim_replaced(call, replaced, "slot buffer");
        objects_forget_dead(&call->manager->objects, made);
    }
    return made;
}

/* `before` is what the slot held; `result` what the call returns. */
APART static void tell_buffer(const struct call *call, int64_t slot, int64_t bytes, struct buffer before,
                              const void *result, enum tl_buffer_outcome outcome)
{
    const struct frame *frame = frame_top(&call->manager->frames);
    const uint32_t number = frame != NULL ? (uint32_t)frame->number : 0;
    const bool kept = outcome == TL_BUFFER_REUSED || outcome == TL_BUFFER_FAILED;
    hook(get_buffer, .frame = number, .slot = slot, .size = bytes, .buffer = (uint64_t)(uintptr_t)result,
         .capacity = kept ? before.bytes : (uint64_t)bytes, .outcome = (uint8_t)outcome, .site = call->site);
    if (outcome == TL_BUFFER_GROWN)
        hook(buffer_deferred, .frame = number, .buffer = (uint64_t)(uintptr_t)buffer_address(&before),
             .bytes = before.bytes);
}

/* What somebody else has freed must not be handed out: the slot is empty then. */
static void forget_freed(struct call *call, struct buffer *buffer)
{
    if (buffer->hidden == 0 || is_there(call, buffer))
        return;
    tell_freed(frame_top(&call->manager->frames)->number, buffer);
    *buffer = (struct buffer){0};
}

void *manager_get_buffer(struct call *call, int64_t slot, int64_t bytes, void *made)
{
    struct buffer *buffer = find_slot(call, slot, bytes);
    if (buffer != NULL)
        forget_freed(call, buffer);
    const struct buffer before = buffer != NULL ? *buffer : (struct buffer){0};
    enum tl_buffer_outcome outcome = TL_BUFFER_FAILED;
    void *result = NULL;
    if (buffer != NULL && before.bytes >= (uint64_t)bytes) {
        result = buffer_address(&before);
        outcome = result != NULL ? TL_BUFFER_REUSED : TL_BUFFER_EMPTY;
    } else if (buffer != NULL) {
        result = make_buffer(call, buffer, slot, bytes, &made);
        if (result != NULL)
            outcome = before.hidden != 0 ? TL_BUFFER_GROWN : TL_BUFFER_MADE;
    }
    if (trace_records(TL_EVENT_get_buffer) || (outcome == TL_BUFFER_GROWN && trace_records(TL_EVENT_buffer_deferred)))
        tell_buffer(call, slot, bytes, before, result, outcome);
    if (made != NULL)
        reclaim_free(call, made);
    return result;
}
