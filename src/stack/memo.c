/* SPDX-License-Identifier: MIT */
#include "stack/memo.h"

#include <stdbool.h>

static bool still_holds(const struct walk *walk, uintptr_t stack_point)
{
    const uintptr_t base = stack_point - 2 * sizeof(uintptr_t);
    for (uint32_t i = 0; i < walk->words_count; i++) {
        if (stack_word(base + walk->words[i].offset) != walk->words[i].value)
            return false;
    }
    return true;
}

struct memo_entry *memo_walk(struct memo *memo, const void *caller, uintptr_t stack_point, unsigned most)
{
    const uint64_t hash = ((uintptr_t)caller ^ stack_point << 20 ^ stack_point >> 4) * UINT64_C(0x9E3779B97F4A7C15);
    struct memo_entry *entry = &memo->entries[hash >> 32 & (MEMO_ENTRIES - 1)];
    if (entry->most == most && entry->walk.addresses[0] == caller && entry->stack_point == stack_point &&
        still_holds(&entry->walk, stack_point))
        return entry;
    walk_stack(&memo->walker, &entry->walk, caller, stack_point, most);
    entry->stack_point = stack_point;
    entry->most = entry->walk.repeatable ? most : 0;
    entry->frame = 0;
    return entry;
}
