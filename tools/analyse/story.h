/* SPDX-License-Identifier: MIT */
/* The whole ledger of one object, for `tlscope report --object`. A zeroed one is of no object. */
#ifndef TLSCOPE_ANALYSE_STORY_H
#define TLSCOPE_ANALYSE_STORY_H

#include "object.h"

struct story {
    uint32_t object; /* its number; 0: none is asked for */
    bool seen;       /* events told of it */
    bool ended;
    enum tl_fate fate;
    int64_t ended_ns;
    struct object last; /* as it was known last; its ledger is not kept */
    struct story_entry {
        struct ledger_entry entry;
        int64_t time_ns;
    } * entries;
    size_t count;
};

/* Nearly always no story is asked for, or it is of another object. No object has number 0. */
static inline bool story_is_of(const struct story *story, const struct object *object)
{
    return story->object == object->number;
}

/* What was done to the object that the story is of, as those that follow; or what it is now. */
void story_add(struct story *story, const struct object *object, struct ledger_entry entry, int64_t time_ns);
void story_update(struct story *story, const struct object *object);
void story_end(struct story *story, const struct object *object, enum tl_fate fate, int64_t time_ns);

/* The latest entry's site is another one, if it is `told`. */
void story_restate(struct story *story, uint32_t told, uint32_t site);

void story_free(struct story *story);

#endif
