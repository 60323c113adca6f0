/* SPDX-License-Identifier: MIT */
#include "table/announced.h"

#include <stddef.h>
#include <string.h>

/* Calls of functions that have returned to the one at `stack_point`, or, with `same`, of an earlier one there. */
static void mark_returned(struct announced *announced, uintptr_t stack_point, bool same)
{
    for (uint32_t i = announced->pending_count; i > 0; i--) {
        struct pending_call *call = &announced->pending[i - 1];
        if (call->returned || call->stack_point > stack_point || (call->stack_point == stack_point && !same))
            return;
        call->returned = true;
        call->stack_point = same ? stack_point : stack_point - 1;
    }
}

static void leave_inner(struct announced *announced, uintptr_t stack_point)
{
    while (announced->depth != 0 && announced->frames[announced->depth - 1].stack_point < stack_point)
        announced->depth--;
}

void announced_enter(struct announced *announced, uintptr_t stack_point)
{
    leave_inner(announced, stack_point);
    if (announced->depth != 0 && announced->frames[announced->depth - 1].stack_point == stack_point)
        announced->depth--;
    mark_returned(announced, stack_point, true);
}

void announced_expect(struct announced *announced)
{
    announced->silent = false;
    announced->unannounced = 0;
}

void announced_set(struct announced *announced, uintptr_t stack_point, uint32_t statement)
{
    leave_inner(announced, stack_point);
    if (announced->depth == 0 || announced->frames[announced->depth - 1].stack_point != stack_point) {
        if (announced->depth == ANNOUNCED_DEPTH)
            memmove(announced->frames, announced->frames + 1, --announced->depth * sizeof *announced->frames);
        announced->frames[announced->depth++].stack_point = stack_point;
    }
    announced->frames[announced->depth - 1].statement = statement;
}

uint32_t announced_latest(struct announced *announced, uintptr_t stack_point, bool *outer)
{
    leave_inner(announced, stack_point);
    if (announced->depth == 0)
        return 0;
    *outer = announced->frames[announced->depth - 1].stack_point != stack_point;
    return announced->frames[announced->depth - 1].statement;
}

void announced_forget(struct announced *announced)
{
    announced->pending_count = 0;
    announced_expect(announced);
}

static bool repeats(const struct announced *announced, const struct pending_call *call)
{
    if (announced->pending_count == 0)
        return false;
    const struct pending_call *last = &announced->pending[announced->pending_count - 1];
    return last->stack_point == call->stack_point && last->site == call->site && last->object == call->object &&
           last->scope == call->scope && !last->returned;
}

void announced_pend(struct announced *announced, const struct pending_call *call)
{
    const bool full = announced->pending_count == PENDING_MOST;
    if (announced->depth == 0 && (++announced->unannounced == UNANNOUNCED_MOST || full)) {
        announced->silent = true;
        announced->pending_count = 0;
    }
    if (announced->silent)
        return;
    mark_returned(announced, call->stack_point, false);
    if (repeats(announced, call))
        return;
    if (full) {
        announced->pending_count /= 2;
        memmove(announced->pending, announced->pending + PENDING_MOST / 2,
                announced->pending_count * sizeof *announced->pending);
    }
    /* Word by word, as it was put together and is looked at: a copy as a whole would wait for the words. */
    struct pending_call *last = &announced->pending[announced->pending_count++];
    last->stack_point = call->stack_point;
    last->site = call->site;
    last->object = call->object;
    last->hidden = call->hidden;
    last->scope = call->scope;
    last->before = call->before;
    last->returned = false;
}

const struct pending_call *announced_take(struct announced *announced, uintptr_t stack_point, bool *outer)
{
    if (announced->pending_count == 0)
        return NULL;
    const struct pending_call *call = &announced->pending[announced->pending_count - 1];
    *outer = call->stack_point != stack_point;
    if (call->stack_point > stack_point || (!*outer && call->returned))
        return NULL;
    announced->pending_count--;
    return call;
}
