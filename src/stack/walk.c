/* SPDX-License-Identifier: MIT */
#include "stack/walk.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>
#include <unwind.h>

#include "heap/peek.h"
#include "tracepoints/values.h"

/* No frame is larger, and no function. */
enum { FRAME_MOST = 1 << 20, FUNCTION_MOST = 1 << 20 };

/* A frame as the unwinder left it. */
struct position {
    uintptr_t address;
    uintptr_t stack_pointer;
    uintptr_t frame_pointer;
};

struct progress {
    struct walk *walk;
    const void *caller;
    uintptr_t stack_point;
    unsigned most;
    bool cut; /* there were more frames than asked for */
    struct position last;
};

static bool add(struct progress *progress, struct position position)
{
    struct walk *walk = progress->walk;
    if (walk->count == progress->most) {
        progress->cut = true;
        return false;
    }
    /* The call pushed the return address just below where the stack pointer is after the return. */
    const uintptr_t offset = position.stack_pointer - sizeof(void *) - progress->stack_point;
    if (walk->count != 0 && offset > UINT32_MAX)
        return false;
    walk->offsets[walk->count] = (uint32_t)offset;
    walk->addresses[walk->count++] = (const void *)position.address;
    progress->last = position;
    return true;
}

static uintptr_t frame_pointer_of(struct _Unwind_Context *context)
{
#if defined(__x86_64__)
    enum { DWARF_RBP = 6 };
    return _Unwind_GetGR(context, DWARF_RBP);
#else
    (void)context;
    return 0;
#endif
}

static _Unwind_Reason_Code take_frame(struct _Unwind_Context *context, void *state)
{
    struct progress *progress = state;
    const struct position position = {_Unwind_GetIP(context), _Unwind_GetCFA(context), frame_pointer_of(context)};
    if (progress->walk->count == 0 && position.address != (uintptr_t)progress->caller)
        return _URC_NO_REASON; /* the runtime's own */
    return position.address != 0 && add(progress, position) ? _URC_NO_REASON : _URC_NORMAL_STOP;
}

static bool is_in_module(uintptr_t address)
{
    struct dl_find_object found;
    return _dl_find_object((void *)address, &found) == 0;
}

#if defined(__x86_64__)
/* Whether the instruction before a return address is a call; a direct one must go to where `from` is. */
static bool is_call(uintptr_t address, uintptr_t from)
{
    enum { CALL_MOST = 7 };
    unsigned char code[CALL_MOST];
    if (!peek(code, (const void *)(address - CALL_MOST), CALL_MOST))
        return false;
    if (code[CALL_MOST - 5] == 0xe8) {
        int32_t distance;
        memcpy(&distance, &code[CALL_MOST - 4], sizeof distance);
        return from - (address + (uintptr_t)(intptr_t)distance) < FUNCTION_MOST;
    }
    for (unsigned length = 2; length <= CALL_MOST; length++) { /* ff /2: through a register or memory */
        if (code[CALL_MOST - length] == 0xff && (code[CALL_MOST - length + 1] & 0x38) == 0x10)
            return true;
    }
    return false;
}

/* One frame further by the frame pointer; false where that is not what the register holds. */
static bool step_by_frame_pointer(struct position *at)
{
    uintptr_t words[2]; /* the caller's frame pointer, and the return address */
    if (at->frame_pointer - at->stack_pointer >= FRAME_MOST || at->frame_pointer % sizeof(void *) != 0 ||
        !peek(words, (const void *)at->frame_pointer, sizeof words) || !is_call(words[1], at->address))
        return false;
    *at = (struct position){words[1], at->frame_pointer + sizeof words, words[0]};
    return true;
}
#else
static bool step_by_frame_pointer(struct position *at)
{
    (void)at;
    return false;
}
#endif

/* Past the first frames of compiled code behind JIT code nothing is certain: their registers are not known. */
static void walk_jit(struct progress *progress)
{
    struct position at = progress->last;
    while (!is_in_module(at.address) && step_by_frame_pointer(&at) && add(progress, at)) {
    }
}

void walk_stack(struct walk *walk, const void *caller, uintptr_t stack_point, unsigned most)
{
    struct progress progress = {.walk = walk, .caller = caller, .stack_point = stack_point, .most = most};
    walk->count = 0;
    if (most > 1)
        _Unwind_Backtrace(take_frame, &progress);
    if (walk->count == 0) {
        walk->addresses[walk->count++] = caller;
        progress.cut = most <= 1;
        progress.last.address = (uintptr_t)caller;
    }
    walk->end = progress.cut ? TL_STACK_END_DEPTH : TL_STACK_END_OUTERMOST;
    if (progress.cut || is_in_module(progress.last.address))
        return;
    walk_jit(&progress);
    walk->end = progress.cut ? TL_STACK_END_DEPTH : TL_STACK_END_JIT;
}
