/* SPDX-License-Identifier: MIT */
#include "slab.h"

#include <stdlib.h>

#include "memory.h"

/* AddressSanitizer sees who uses an item that was given back only if malloc has it. */
#ifdef __SANITIZE_ADDRESS__
enum { BY_MALLOC = 1 };
#else
enum { BY_MALLOC = 0 };
#endif

enum { FIRST_ITEMS = 64, LINE_BYTES = 64, CHUNK_BYTES = 2 << 20 };

struct slab_item {
    struct slab_item *older;
};

/* Small ones first, then large ones, which the kernel gives at once. */
static void chunk_add(struct slab *slab)
{
    size_t bytes = (FIRST_ITEMS * slab->item_bytes) << slab->chunk_count;
    slab->chunks = memory_resize(slab->chunks, slab->chunk_count + 1, sizeof(*slab->chunks));
    if (slab->chunk_count > 15 || bytes >= CHUNK_BYTES) {
        bytes = CHUNK_BYTES;
        slab->next = memory_populated(bytes);
    } else {
        slab->next = memory_aligned(LINE_BYTES, bytes);
    }
    slab->chunks[slab->chunk_count++] = slab->next;
    slab->untouched = bytes / slab->item_bytes;
}

void *slab_take(struct slab *slab)
{
    struct slab_item *item = slab->given;
    if (BY_MALLOC) {
        return memory_resize(NULL, 1, slab->item_bytes);
    }
    if (item) {
        slab->given = item->older;
        return item;
    }
    if (slab->untouched == 0) {
        chunk_add(slab);
    }
    slab->untouched--;
    slab->next += slab->item_bytes;
    return slab->next - slab->item_bytes;
}

void slab_give(struct slab *slab, void *item)
{
    if (BY_MALLOC) {
        free(item);
        return;
    }
    struct slab_item *given = item;
    given->older = slab->given;
    slab->given = given;
}

void slab_free(struct slab *slab)
{
    for (size_t i = 0; i < slab->chunk_count; i++) {
        free(slab->chunks[i]);
    }
    free(slab->chunks);
    *slab = (struct slab){.item_bytes = slab->item_bytes};
}
