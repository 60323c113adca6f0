/* SPDX-License-Identifier: MIT */
/*
 * The tree of scopes: those that were entered at the same place, in scopes of one path, are one. While the trace is
 * read nobody knows yet which sites are one place; the paths are merged at the end.
 */
#ifndef TLSCOPE_VIEW_SCOPE_PATHS_H
#define TLSCOPE_VIEW_SCOPE_PATHS_H

#include "site_rows.h"

struct scope_path {
    struct scope_path_key {
        uint32_t parent; /* number of another path; of the global scope its own, 0 */
        uint32_t process;
        uint32_t site; /* of that process; a row, once merged */
        uint32_t kind; /* 0: the global scope, 1: a scope, 2: a function's */
    } key;
    uint32_t number;
    uint32_t row; /* in the table, once merged */
    uint64_t entries;
    uint64_t open;
    uint64_t kept;
    uint64_t outlived;
    uint64_t time_ns; /* of all together */
};

struct scope_paths {
    struct grouping list;
    struct grouping rows; /* once merged */
};

void scope_paths_init(struct scope_paths *paths);
void scope_paths_free(struct scope_paths *paths);

/* The number of a scope's path, by that of the scope around it. Once there are too many, as recursion can make them, it
 * is that one's. */
uint32_t scope_paths_number(struct scope_paths *paths, uint32_t parent, size_t process, uint32_t site, bool function);

struct scope_path *scope_paths_at(const struct scope_paths *paths, uint32_t number);

/* Merges paths of one place, which gives each its row: 0 to the global scope. */
void scope_paths_merge(struct scope_paths *paths, const struct analysis *analysis, const struct site_rows *sites);

void scope_paths_write(const struct scope_paths *paths, struct tlview *tlview);

#endif
