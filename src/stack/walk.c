/* SPDX-License-Identifier: MIT */
#include "stack/walk.h"

#include <dlfcn.h>
#include <string.h>

#include "heap/peek.h"
#include "tracepoints/values.h"

/* No frame is larger, and no function. */
enum { STACK_MOST = 1 << 30, FRAME_MOST = 1 << 24, JIT_FRAME_MOST = 1 << 20, FUNCTION_MOST = 1 << 20 };

/* A frame: where it will be returned to, and its registers then. */
struct position {
    uintptr_t address;
    uintptr_t stack_pointer;
    uintptr_t frame_pointer;
};

/* On the thread's own stack a word can be read as it is; elsewhere, as on a coroutine's, one never knows. */
__attribute__((no_sanitize("address", "thread", "undefined"))) static bool
read_word(const struct walker *walker, const struct position *from, uintptr_t at, uintptr_t *word)
{
    const uintptr_t end = walker->stack_end;
    if (end - from->stack_pointer >= STACK_MOST || at < from->stack_pointer - 2 * sizeof *word ||
        at > end - sizeof *word)
        return peek(word, (const void *)at, sizeof *word);
    *word = *(const uintptr_t *)at;
    return true;
}

static const struct unwind_rule *find_rule(struct walker *walker, uintptr_t address)
{
    struct unwind_rule *rule = &walker->rules[(address ^ address >> 12) & (WALK_RULES - 1)];
    if (rule->address != address)
        *rule = unwind_rule_at(address);
    return rule;
}

/* False when the frame's registers are not what the rule expects. */
static bool step_by_rule(const struct walker *walker, const struct unwind_rule *rule, struct position *at)
{
    const uintptr_t base = rule->by_frame_pointer ? at->frame_pointer : at->stack_pointer;
    const uintptr_t end = base + (uintptr_t)(intptr_t)rule->end_offset;
    struct position next = {.stack_pointer = end, .frame_pointer = at->frame_pointer};
    if (end - at->stack_pointer - 1 >= FRAME_MOST || !read_word(walker, at, end - sizeof end, &next.address))
        return false;
    if (rule->saved_offset != 0 &&
        !read_word(walker, at, end + (uintptr_t)(intptr_t)rule->saved_offset, &next.frame_pointer))
        return false;
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
    *at = (struct position){words[1], at->frame_pointer + sizeof words, words[0]};
    return true;
}

static bool is_in_module(uintptr_t address)
{
    struct dl_find_object found;
    return _dl_find_object((void *)address, &found) == 0;
}

/* To the frame that called; false, with the reason, where there is none or none is found. */
static bool step(struct walker *walker, struct position *at, uint8_t *end)
{
    const struct unwind_rule *rule = find_rule(walker, at->address);
    *end = TL_STACK_END_OUTERMOST;
    if (rule->kind == UNWIND_RULE)
        return step_by_rule(walker, rule, at) && at->address != 0;
    if (rule->kind == UNWIND_OUTERMOST || is_in_module(at->address))
        return false;
    *end = TL_STACK_END_JIT;
    return step_by_frame_pointer(at);
}

void walk_stack(struct walker *walker, struct walk *walk, const void *caller, uintptr_t stack_point, unsigned most)
{
    struct position at = {.address = (uintptr_t)caller, .stack_pointer = stack_point};
    walk->count = 0;
    walk->end = TL_STACK_END_DEPTH;
    if (most > 1 && !read_word(walker, &at, stack_point - 2 * sizeof(uintptr_t), &at.frame_pointer))
        most = 1;
    while (walk->count < most) {
        walk->offsets[walk->count] = (uint32_t)(at.stack_pointer - sizeof(uintptr_t) - stack_point);
        walk->addresses[walk->count++] = (const void *)at.address;
        if (walk->count < most && !step(walker, &at, &walk->end))
            return;
    }
    walk->end = TL_STACK_END_DEPTH;
}
