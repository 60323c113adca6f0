/* SPDX-License-Identifier: MIT */
#include "heap/reach.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "heap/peek.h"

/* glibc's other arenas begin at multiples of this. */
#define ARENA_ALIGNMENT ((uintptr_t)64 << 20)

/* Looking through more than this would hold the program's end up for seconds. */
#define MOST_BYTES (UINT64_C(16) << 30)

enum { CHUNK_BYTES = 1 << 16, CHUNK_WORDS = CHUNK_BYTES / sizeof(uintptr_t), MAPPINGS = 1 << 14 };

enum mark { UNREACHED, REACHED, INDIRECT };

struct mapping {
    uintptr_t start, end;
    bool arena;  /* malloc's own: of use are the blocks in it only */
    bool malloc; /* glibc's data: malloc's lists of free chunks among it */
};

/* What a search works on. Shared memory, which a search leaves out: it is full of addresses. */
struct search {
    uintptr_t words[CHUNK_WORDS];
    struct mapping mappings[MAPPINGS];
    size_t mapping_count;
    uint64_t bytes; /* of them */
    bool given_up;
};

/* One search at a time: at the end of the process. The words of the addresses here stay disguised. */
static struct {
    struct live_block *blocks; /* by address */
    size_t count;
    uintptr_t low, high; /* disguised by inversion: where blocks are */
    unsigned char *marks;
    uint32_t *queue; /* reached, and not yet looked through */
    size_t queued;
    enum mark mark;  /* that what is found now gets */
    bool in_malloc;  /* in glibc's data now */
    uintptr_t frame; /* of the search on its stack */
    struct search *search;
} at;

static uintptr_t start_of(size_t index)
{
    return (uintptr_t)block_address(&at.blocks[index]);
}

static int by_address(const void *left, const void *right)
{
    const uintptr_t a = (uintptr_t)block_address(left);
    const uintptr_t b = (uintptr_t)block_address(right);
    return a < b ? -1 : a > b;
}

/* The first block that begins above `address`. */
static size_t first_above(uintptr_t address)
{
    size_t low = 0;
    for (size_t high = at.count; low < high;) {
        const size_t middle = low + (high - low) / 2;
        if (start_of(middle) <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* malloc's own pointers are to where a chunk begins: at a multiple of 16, eight bytes before the end of a block. */
static bool is_next_chunk(size_t offset, size_t bytes)
{
    return offset != 0 && offset % 16 == 0 && offset < bytes && bytes - offset <= 8;
}

/* The block that a word points to or into; at.count when there is none. */
static size_t pointed_to(uintptr_t word)
{
    if (word < ~at.low || word >= ~at.high)
        return at.count;
    const size_t above = first_above(word);
    if (above == 0)
        return at.count;
    const size_t bytes = at.blocks[above - 1].bytes;
    const size_t offset = word - start_of(above - 1);
    if (at.in_malloc && is_next_chunk(offset, bytes))
        return at.count;
    return offset == 0 || offset < bytes ? above - 1 : at.count;
}

static void reach(uintptr_t word)
{
    const size_t index = pointed_to(word);
    if (index == at.count || at.marks[index] != UNREACHED)
        return;
    at.marks[index] = (unsigned char)at.mark;
    at.queue[at.queued++] = (uint32_t)index;
}

static void hold(const void *block, bool pointers)
{
    const size_t queued = at.queued;
    reach((uintptr_t)block);
    if (!pointers)
        at.queued = queued;
}

static void reach_words(size_t bytes)
{
    for (size_t i = 0; i < bytes / sizeof(uintptr_t); i++)
        reach(at.search->words[i]);
}

/* How much of that many bytes to look at in one go: whole words. */
static size_t chunk_of(size_t bytes)
{
    return bytes < CHUNK_BYTES ? bytes / sizeof(uintptr_t) * sizeof(uintptr_t) : CHUNK_BYTES;
}

/* Looks at every aligned word from `start` to `end`; what cannot be read holds none. */
static void look_through(uintptr_t start, uintptr_t end)
{
    start = (start + sizeof(uintptr_t) - 1) & ~(uintptr_t)(sizeof(uintptr_t) - 1);
    while (start < end && end - start >= sizeof(uintptr_t)) {
        const size_t bytes = chunk_of(end - start);
        if (peek(at.search->words, (const void *)start, bytes))
            reach_words(bytes);
        start += bytes;
    }
}

/* The same of a block, which may have been freed since. */
static void look_into(const struct live_block *block)
{
    for (size_t offset = 0; block->bytes - offset >= sizeof(uintptr_t);) {
        const size_t bytes = chunk_of(block->bytes - offset);
        if (!blocks_read(block_address(block), offset, at.search->words, bytes))
            return;
        reach_words(bytes);
        offset += bytes;
    }
}

static void follow(void)
{
    while (at.queued != 0)
        look_into(&at.blocks[at.queue[--at.queued]]);
}

/* The memory of a mapping that is in no block. */
static void look_between_blocks(const struct mapping *mapping)
{
    uintptr_t start = mapping->start;
    for (size_t i = first_above(mapping->start); i < at.count && start_of(i) < mapping->end; i++) {
        look_through(start, start_of(i));
        start = start_of(i) + at.blocks[i].bytes;
    }
    look_through(start, mapping->end);
}

static bool holds_blocks(const struct mapping *mapping)
{
    const size_t first = first_above(mapping->start);
    return first < at.count && start_of(first) < mapping->end;
}

/* Takes a line of /proc/self/maps: what is private and may be written to can hold a pointer. */
static void take_mapping(const char *line)
{
    struct search *search = at.search;
    struct mapping mapping = {0};
    char *rest = NULL;
    mapping.start = strtoul(line, &rest, 16);
    mapping.end = *rest == '-' ? strtoul(rest + 1, &rest, 16) : 0;
    if (strncmp(rest, " rw-p", 5) != 0 || mapping.end <= mapping.start)
        return;
    mapping.arena = (strstr(rest, "[heap]") != NULL || mapping.start % ARENA_ALIGNMENT == 0) && holds_blocks(&mapping);
    mapping.malloc = strstr(rest, "/libc.so") != NULL;
    if (mapping.start <= at.frame && at.frame < mapping.end)
        mapping.start = at.frame; /* below the frames in use a stack holds what has ended */
    search->bytes += mapping.arena ? 0 : mapping.end - mapping.start;
    search->given_up |= search->mapping_count == MAPPINGS || search->bytes > MOST_BYTES;
    if (search->mapping_count < MAPPINGS)
        search->mappings[search->mapping_count++] = mapping;
}

static bool read_mappings(void)
{
    char line[512];
    bool whole = true; /* the line before had an end: a path may be longer than `line` */
    FILE *maps = fopen("/proc/self/maps", "re");
    while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
        if (whole)
            take_mapping(line);
        whole = strchr(line, '\n') != NULL;
    }
    if (maps != NULL)
        fclose(maps);
    return maps != NULL && !at.search->given_up;
}

static void reach_all(heap_each_held each_held)
{
    at.mark = REACHED;
    each_held(hold);
    follow();
    for (size_t i = 0; i < at.search->mapping_count; i++) {
        at.in_malloc = at.search->mappings[i].malloc;
        if (!at.search->mappings[i].arena)
            look_between_blocks(&at.search->mappings[i]);
        at.in_malloc = false;
        follow();
    }
}

/* Of what is unreached, what others of it point to. A block of a ring is not what the search of the ring began at. */
static void mark_indirect(void)
{
    at.mark = INDIRECT;
    for (size_t i = 0; i < at.count; i++) {
        if (at.marks[i] != UNREACHED)
            continue;
        at.marks[i] = REACHED;
        at.queue[at.queued++] = (uint32_t)i;
        follow();
        at.marks[i] = UNREACHED;
    }
}

static void *map_shared(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

static bool prepare(struct live_block *blocks, size_t count)
{
    at.blocks = blocks;
    at.count = count;
    qsort(blocks, count, sizeof *blocks, by_address);
    at.low = ~start_of(0);
    at.high = ~(start_of(count - 1) + blocks[count - 1].bytes + 1);
    at.search = map_shared(sizeof *at.search);
    at.marks = map_shared(count);
    at.queue = map_shared(count * sizeof *at.queue);
    return at.search != NULL && at.marks != NULL && at.queue != NULL && count <= UINT32_MAX;
}

static void clear(void)
{
    if (at.search != NULL)
        munmap(at.search, sizeof *at.search);
    if (at.marks != NULL)
        munmap(at.marks, at.count);
    if (at.queue != NULL)
        munmap(at.queue, at.count * sizeof *at.queue);
}

bool reach_search(struct live_block *blocks, size_t count, heap_each_held each_held,
                  void (*tell)(const struct live_block *block, bool indirect))
{
    at.frame = (uintptr_t)__builtin_frame_address(0);
    bool searched = count != 0 && prepare(blocks, count) && read_mappings();
    if (searched) {
        reach_all(each_held);
        mark_indirect();
        searched = !at.search->given_up;
    }
    for (size_t i = 0; searched && i < count; i++) {
        if (at.marks[i] != REACHED)
            tell(&blocks[i], at.marks[i] == INDIRECT);
    }
    if (count != 0)
        clear();
    return searched;
}
