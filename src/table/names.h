/* SPDX-License-Identifier: MIT */
/* The debug names of objects, and files and tags of statements, each kept once and told apart by a 64-bit hash. */
#ifndef TLSCOPE_TABLE_NAMES_H
#define TLSCOPE_TABLE_NAMES_H

#include "base/key_map.h"
#include "base/paths.h"
#include "base/slab.h"

/* Bytes of a name that are kept, and names that are kept: a program that makes up names without end stays bounded, and
 * leaves room for the texts of its source. */
enum { NAME_BYTES = 231, NAMES_MOST = 1 << 16, SOURCE_NAMES_MORE = 1 << 14 };

struct names {
    struct slab slab;
    struct key_map by_hash;
};

void names_init(struct names *names);

/* For the inline calls below; 0 also when it would be one more than `most`. */
APART uint32_t names_intern_text(struct names *names, const char *text, uint32_t most);

/* The name of all whose own would be one too many. */
#define NAME_OF_TOO_MANY "(one of more than 65,536 names)"

/* The number of a name, made if new; 0 for NULL, for an empty one, and when memory is out. */
static inline uint32_t names_intern(struct names *names, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return 0;
    const uint32_t name = names_intern_text(names, text, NAMES_MOST);
    return name != 0 ? name : names_intern_text(names, NAME_OF_TOO_MANY, NAMES_MOST + SOURCE_NAMES_MORE);
}

/* The same of a text of the program's source, for which there is room when there are too many others; 0 when there are
 * too many of those. */
static inline uint32_t names_intern_source(struct names *names, const char *text)
{
    return text == NULL || text[0] == '\0' ? 0 : names_intern_text(names, text, NAMES_MOST + SOURCE_NAMES_MORE);
}

/* The text of a name; "" for 0. */
const char *name_text(const struct names *names, uint32_t name);

#endif
