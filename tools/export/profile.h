/* SPDX-License-Identifier: MIT */
/* Stacks and what they weigh: what the formats of profilers are made of. */
#ifndef TLSCOPE_EXPORT_PROFILE_H
#define TLSCOPE_EXPORT_PROFILE_H

#include "frames.h"
#include "usage.h"

/* Entries of one stack, kind and name, added up; in the order of their stacks, innermost frame first. */
struct sample {
    const uint32_t *stack; /* numbers of frames, innermost first */
    size_t depth;
    struct usage_entry usage; /* its site is one of them */
};

struct profile {
    struct frames frames;
    struct sample *samples;
    size_t count;
    uint32_t *stacks;
};

/*
 * Of the usage now. Frames differ by their addresses where `addresses`.
 */
struct profile profile_of(const struct usage *usage, const struct sites *sites, bool addresses);
void profile_free(struct profile *profile);

#endif
