/* SPDX-License-Identifier: MIT */
/* The debug names of objects, each kept once. Names are told apart by a 64-bit hash. */
#ifndef TLSCOPE_TABLE_NAMES_H
#define TLSCOPE_TABLE_NAMES_H

#include "base/key_map.h"
#include "base/paths.h"
#include "base/slab.h"

/* Bytes of a name that are kept, and names that are kept: a program that makes up names without end stays bounded. */
enum { NAME_BYTES = 231, NAMES_MOST = 1 << 16 };

struct names {
    struct slab slab;
    struct key_map by_hash;
};

void names_init(struct names *names);

/* For the inline call below. */
APART uint32_t names_intern_text(struct names *names, const char *text);

/* The number of a name, made if new; 0 for NULL, for an empty one, and when there are too many or memory is out. */
static inline uint32_t names_intern(struct names *names, const char *text)
{
    return text == NULL || text[0] == '\0' ? 0 : names_intern_text(names, text);
}

/* The text of a name; "" for 0. */
const char *name_text(const struct names *names, uint32_t name);

#endif
