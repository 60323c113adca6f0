/* SPDX-License-Identifier: MIT */
#include "file_tree.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static FTS *open_tree(const char *path)
{
    char *copy = strdup(path);
    if (copy == NULL) {
        return NULL;
    }
    char *paths[] = {copy, NULL};
    FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    free(copy);
    return tree;
}

static bool remove_entry(const FTSENT *entry)
{
    switch (entry->fts_info) {
    case FTS_D:
        return true;
    case FTS_DP:
        return rmdir(entry->fts_accpath) == 0;
    default:
        return unlink(entry->fts_accpath) == 0 || errno == ENOENT;
    }
}

bool file_tree_remove(const char *path)
{
    FTS *tree = open_tree(path);
    if (tree == NULL) {
        return false;
    }
    bool removed = true;
    for (FTSENT *entry = fts_read(tree); entry != NULL; entry = fts_read(tree)) {
        removed = remove_entry(entry) && removed;
    }
    fts_close(tree);
    return removed;
}

static bool is_stream(const FTSENT *entry)
{
    return entry->fts_info == FTS_F && strcmp(entry->fts_name, "metadata") != 0 &&
           strcmp(entry->fts_parent->fts_name, "index") != 0;
}

uint64_t file_tree_stream_bytes(const char *path)
{
    FTS *tree = open_tree(path);
    if (tree == NULL) {
        return 0;
    }
    uint64_t bytes = 0;
    for (FTSENT *entry = fts_read(tree); entry != NULL; entry = fts_read(tree)) {
        bytes += is_stream(entry) ? (uint64_t)entry->fts_statp->st_size : 0;
    }
    fts_close(tree);
    return bytes;
}

char *file_tree_find(const char *path, const char *name)
{
    FTS *tree = open_tree(path);
    char *found = NULL;
    while (tree != NULL && found == NULL) {
        FTSENT *entry = fts_read(tree);
        if (entry == NULL) {
            break;
        }
        if (entry->fts_info == FTS_F && strcmp(entry->fts_name, name) == 0) {
            found = strdup(entry->fts_path);
        }
    }
    if (tree != NULL) {
        fts_close(tree);
    }
    return found;
}
