/* SPDX-License-Identifier: MIT */
#include "table/names.h"

#include <ctype.h>
#include <string.h>

struct name {
    uint64_t hash;
    char text[NAME_BYTES + 1];
};

void names_init(struct names *names)
{
    slab_init(&names->slab, sizeof(struct name));
    key_map_init(&names->by_hash, 0);
}

/* FNV-1a over what is kept of the text. */
static uint64_t hash_of(const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < NAME_BYTES && text[i] != '\0'; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    return hash;
}

uint32_t names_intern_text(struct names *names, const char *text, uint32_t most)
{
    const uint64_t hash = hash_of(text);
    const uint32_t known = key_map_find(&names->by_hash, hash);
    if (known != 0 || names->slab.used >= most)
        return known;
    const uint32_t index = slab_add(&names->slab);
    if (index == 0)
        return 0;
    struct name *name = slab_item(&names->slab, index);
    name->hash = hash;
    memcpy(name->text, text, strnlen(text, NAME_BYTES));
    for (char *at = name->text; *at != '\0'; at++) { /* a terminal may read it */
        if (iscntrl((unsigned char)*at))
            *at = '?';
    }
    if (key_map_set(&names->by_hash, hash, index))
        return index;
    slab_remove(&names->slab, index);
    return 0;
}

const char *name_text(const struct names *names, uint32_t name)
{
    return name == 0 ? "" : ((const struct name *)slab_item(&names->slab, name))->text;
}
