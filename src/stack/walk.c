/* SPDX-License-Identifier: MIT */
#include "stack/walk.h"

#include <dlfcn.h>
#include <string.h>

#include "heap/peek.h"
#include "tracepoints/values.h"

/* No frame is larger, and no function. */
enum { FRAME_MOST = 1 << 24, JIT_FRAME_MOST = 1 << 20, FUNCTION_MOST = 1 << 20 };

/* A frame: where it will be returned to, and its registers then. */
struct position {
    uintptr_t address;
    uintptr_t stack_pointer;
    uintptr_t frame_pointer;
    uintptr_t saved_at; /* the word that the frame pointer was read from; 0: it has been gone by before */
};

struct progress {
    struct walker *walker;
    struct walk *walk;
    uintptr_t base; /* of the offsets of words */
    struct position at;
};

/* On the thread's own stack a word above the stack pointer can be read as it is; elsewhere, as on a coroutine's, one
 * never knows. */
static bool read_word(struct progress *progress, uintptr_t at, uintptr_t *word)
{
    const struct stack_range own = progress->walker->stack;
    if (stack_range_holds(own, progress->base) && at >= progress->base && at < own.end &&
        own.end - at >= sizeof *word) {
        *word = stack_word(at);
        return true;
    }
    progress->walk->repeatable = false;
    return peek(word, (const void *)at, sizeof *word);
}

static void note_word(struct progress *progress, uintptr_t at, uintptr_t value)
{
    struct walk *walk = progress->walk;
    const uintptr_t offset = at - progress->base;
    if (offset > UINT32_MAX || walk->words_count == sizeof walk->words / sizeof walk->words[0])
        walk->repeatable = false;
    else
        walk->words[walk->words_count++] = (struct walk_word){(uint32_t)offset, value};
}

static const struct unwind_rule *find_rule(struct walker *walker, uintptr_t address)
{
    struct unwind_rule *rule = &walker->rules[(address ^ address >> 12) & (WALK_RULES - 1)];
    if (rule->address != address)
        *rule = unwind_rule_at(address);
    return rule;
}

/* False when the frame's registers are not what the rule expects. */
static bool step_by_rule(struct progress *progress, const struct unwind_rule *rule)
{
    struct position *at = &progress->at;
    if (rule->by_frame_pointer && at->saved_at != 0) { /* from here on the walk depends on that word */
        note_word(progress, at->saved_at, at->frame_pointer);
        at->saved_at = 0;
    }
    const uintptr_t base = rule->by_frame_pointer ? at->frame_pointer : at->stack_pointer;
    const uintptr_t end = base + (uintptr_t)(intptr_t)rule->end_offset;
    struct position next = {.stack_pointer = end, .frame_pointer = at->frame_pointer, .saved_at = at->saved_at};
    if (end - at->stack_pointer - 1 >= FRAME_MOST || !read_word(progress, end - sizeof end, &next.address))
        return false;
    note_word(progress, end - sizeof end, next.address);
    if (rule->saved_offset != 0) {
        next.saved_at = end + (uintptr_t)(intptr_t)rule->saved_offset;
        if (!read_word(progress, next.saved_at, &next.frame_pointer))
            return false;
    }
    *at = next;
    return true;
}

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
        if (from - (address + (uintptr_t)(intptr_t)distance) < FUNCTION_MOST)
            return true;
    }
    for (unsigned length = 2; length <= CALL_MOST; length++) { /* ff /2: through a register or memory */
        if (code[CALL_MOST - length] == 0xff && (code[CALL_MOST - length + 1] & 0x38) == 0x10)
            return true;
    }
    return false;
}

/* Out of JIT code without tables; false where the frame pointer's register holds something else. */
static bool step_by_frame_pointer(struct position *at)
{
    uintptr_t words[2]; /* the caller's frame pointer, and the return address */
    if (at->frame_pointer - at->stack_pointer >= JIT_FRAME_MOST || at->frame_pointer % sizeof(void *) != 0 ||
        !peek(words, (const void *)at->frame_pointer, sizeof words) || !is_call(words[1], at->address))
        return false;
    *at = (struct position){words[1], at->frame_pointer + sizeof words, words[0], 0};
    return true;
}

static bool is_in_module(uintptr_t address)
{
    struct dl_find_object found;
    return _dl_find_object((void *)address, &found) == 0;
}

/* To the frame that called; false, with the reason, where there is none or none is found. */
static bool step(struct progress *progress)
{
    struct position *at = &progress->at;
    const struct unwind_rule *rule = find_rule(progress->walker, at->address);
    progress->walk->end = TL_STACK_END_LOST;
    if (rule->kind == UNWIND_RULE && !step_by_rule(progress, rule))
        return false;
    progress->walk->end = TL_STACK_END_OUTERMOST;
    if (rule->kind == UNWIND_RULE)
        return at->address != 0;
    if (rule->kind == UNWIND_OUTERMOST || is_in_module(at->address))
        return false;
    progress->walk->end = TL_STACK_END_JIT;
    progress->walk->repeatable = false;
    return step_by_frame_pointer(at);
}

void walk_stack(struct walker *walker, struct walk *walk, const void *caller, uintptr_t stack_point, unsigned most)
{
    const uintptr_t base = stack_point - 2 * sizeof(uintptr_t);
    struct progress progress = {walker, walk, base, {(uintptr_t)caller, stack_point, 0, base}};
    walk->count = walk->words_count = 0;
    walk->end = TL_STACK_END_DEPTH;
    walk->repeatable = true;
    if (most > 1 && !read_word(&progress, base, &progress.at.frame_pointer))
        most = 1;
    while (walk->count < most) {
        walk->addresses[walk->count++] = (const void *)progress.at.address;
        if (walk->count < most && !step(&progress))
            return;
    }
    walk->end = TL_STACK_END_DEPTH;
}
