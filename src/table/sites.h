/* SPDX-License-Identifier: MIT */
/*
 * Where calls come from, each part under small numbers that never change: code addresses and their modules, stacks as
 * a tree of frames from the outermost in, source statements, and sites: a stack and the statement it was in.
 */
#ifndef TLSCOPE_TABLE_SITES_H
#define TLSCOPE_TABLE_SITES_H

#include "table/numbering.h"

/* A file that is or was loaded. */
struct code_module {
    uint64_t key; /* the caller's own idea of it */
    uint64_t base;
    uint64_t bias; /* of an address, over what the file's own symbol table has for it */
    uint32_t path; /* of the runtime's names; 0: too long for them */
    char build_id[41];
    bool told; /* to the trace */
};

struct code_address {
    uint64_t address;
    uint32_t module; /* that it was in when it was met; 0: none */
};

struct stack_frame {
    uint64_t key;    /* what follows, packed */
    uint32_t latest; /* site of the latest call from this stack */
};

struct statement {
    uint64_t hash;
    uint32_t address; /* that announced it */
    uint32_t file;    /* of the runtime's names; 0: none */
    uint32_t line;
    uint32_t column;
    uint32_t tag;
    bool told; /* to the trace */
};

struct site {
    uint64_t key; /* what follows, packed */
};

struct sites {
    struct numbering modules;
    struct numbering addresses;
    struct numbering frames;
    struct numbering statements;
    struct numbering sites;
};

void sites_init(struct sites *sites);

/* Keys. A frame's `end` says why nothing is further out; it is 0 where something is. */
static inline uint64_t frame_key(uint32_t address, uint32_t outer, unsigned end)
{
    return (uint64_t)address << 36 | (uint64_t)end << 32 | outer;
}
static inline uint64_t site_key(uint32_t frame, uint32_t statement, unsigned statement_frame)
{
    return (uint64_t)frame << 32 | (uint64_t)statement << 1 | statement_frame;
}

/* The parts of keys. */
static inline uint32_t frame_address(const struct sites *sites, uint32_t frame)
{
    return (uint32_t)(((const struct stack_frame *)numbering_item(&sites->frames, frame))->key >> 36);
}
static inline unsigned frame_end(const struct sites *sites, uint32_t frame)
{
    return (unsigned)(((const struct stack_frame *)numbering_item(&sites->frames, frame))->key >> 32) & 0xf;
}
static inline uint32_t frame_outer(const struct sites *sites, uint32_t frame)
{
    return (uint32_t)((const struct stack_frame *)numbering_item(&sites->frames, frame))->key;
}
static inline uint32_t site_frame(const struct sites *sites, uint32_t site)
{
    return (uint32_t)(((const struct site *)numbering_item(&sites->sites, site))->key >> 32);
}
static inline uint32_t site_statement(const struct sites *sites, uint32_t site)
{
    return (uint32_t)((const struct site *)numbering_item(&sites->sites, site))->key >> 1;
}
static inline unsigned site_statement_frame(const struct sites *sites, uint32_t site)
{
    return (unsigned)((const struct site *)numbering_item(&sites->sites, site))->key & 1;
}

/* The number of the address that a site's call came from; 0 for site 0. */
uint32_t site_code(const struct sites *sites, uint32_t site);

/* The module that an address was in when it was met; NULL when it was in none, or never met. */
const struct code_module *sites_module_of(const struct sites *sites, const void *address);

/* The address itself; NULL for site 0. */
const void *site_address(const struct sites *sites, uint32_t site);

#endif
