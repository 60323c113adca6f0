/* SPDX-License-Identifier: MIT */
#include "story.h"

#include <stdlib.h>

#include "memory.h"

void story_update(struct story *story, const struct object *object)
{
    story->seen = true;
    story->last = *object;
}

void story_add(struct story *story, const struct object *object, struct ledger_entry entry, int64_t time_ns)
{
    if ((story->count & (story->count - 1)) == 0) {
        story->entries = memory_resize(story->entries, story->count ? story->count * 2 : 1, sizeof(*story->entries));
    }
    story->entries[story->count++] = (struct story_entry){entry, time_ns};
    story_update(story, object);
}

void story_end(struct story *story, const struct object *object, enum tl_fate fate, int64_t time_ns)
{
    story_update(story, object);
    story->ended = true;
    story->fate = fate;
    story->ended_ns = time_ns;
}

void story_restate(struct story *story, uint32_t told, uint32_t site)
{
    if (story->count > 0 && story->entries[story->count - 1].entry.site == told) {
        story->entries[story->count - 1].entry.site = site;
    }
}

void story_free(struct story *story)
{
    free(story->entries);
    *story = (struct story){0};
}
