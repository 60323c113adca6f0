/* SPDX-License-Identifier: MIT */
/* "Address 0x4a430f0 is 8 bytes inside a block of size 1,024 free'd", taken apart. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "grouped.h"
#include "memcheck.h"

static bool word_take(const char **at, const char *word)
{
    const size_t length = strlen(word);
    const bool there = strncmp(*at, word, length) == 0;
    *at += there ? length : 0;
    return there;
}

static enum memcheck_state state_of(const char *words)
{
    if (strncmp(words, "free'd", strlen("free'd")) == 0) {
        return MEMCHECK_FREED;
    }
    if (strncmp(words, "client-defined", strlen("client-defined")) == 0) {
        return MEMCHECK_CLIENT_DEFINED;
    }
    return strncmp(words, "alloc'd", strlen("alloc'd")) == 0 ? MEMCHECK_ALLOCATED : MEMCHECK_STATE_UNKNOWN;
}

/* " is 8 bytes inside a block of size 24 free'd" */
static void sized_take(const char *at, struct memcheck_block *block)
{
    uint64_t distance;
    if (!word_take(&at, " is ") || !grouped_take(&at, &distance) || !word_take(&at, " bytes ")) {
        return;
    }
    const bool inside = word_take(&at, "inside ");
    const bool after = !inside && word_take(&at, "after ");
    const bool before = !inside && !after && word_take(&at, "before ");
    if (!(inside || after || before) || !word_take(&at, "a ")) {
        return;
    }
    word_take(&at, "recently re-allocated ");
    if (!word_take(&at, "block of size ") || !grouped_take(&at, &block->size) || !word_take(&at, " ")) {
        return;
    }
    block->start = before ? block->address + distance : block->address - distance - (after ? block->size : 0);
    block->state = state_of(at);
    block->sized = true;
}

struct memcheck_block memcheck_block_of(const char *sentence)
{
    struct memcheck_block block = {.known = false};
    const char *at = sentence;
    char *end;
    if (!word_take(&at, "Address 0x") || !isxdigit((unsigned char)*at)) {
        return block;
    }
    block.address = strtoull(at, &end, 16);
    block.known = true;
    sized_take(end, &block);
    return block;
}

uint64_t memcheck_direct_bytes(const char *sentence, uint64_t all)
{
    const char *at = sentence;
    uint64_t number;
    uint64_t direct;
    const bool parted =
        grouped_take(&at, &number) && word_take(&at, " (") && grouped_take(&at, &direct) && word_take(&at, " direct, ");
    return parted ? direct : all;
}
