/* SPDX-License-Identifier: MIT */
#include "call_tree.h"

#include <inttypes.h>
#include <stdlib.h>

#include "memory.h"

enum { THRESHOLD_SHARE = 100 };

/* Samples next to each other that agree in their `depth` innermost frames. */
struct branch {
    const struct sample *first;
    size_t count;
    size_t depth;
    uint64_t bytes;
};

struct tree {
    FILE *file;
    const struct profile *profile;
    uint64_t total;
};

/* The samples from `first` on, of `count` at most, whose frames agree in one more than `depth`. */
static struct branch branch_at(const struct sample *first, size_t count, size_t depth)
{
    struct branch branch = {first, 0, depth + 1, 0};
    while (branch.count < count && first[branch.count].depth > depth &&
           first[branch.count].stack[depth] == first->stack[depth]) {
        branch.bytes += first[branch.count++].usage.alive.bytes;
    }
    return branch;
}

static int by_bytes(const void *left, const void *right)
{
    const struct branch *a = left;
    const struct branch *b = right;
    if (a->bytes != b->bytes) {
        return a->bytes < b->bytes ? 1 : -1;
    }
    return a->first < b->first ? -1 : a->first > b->first;
}

/* The branches of a branch, the heaviest first; samples whose stack ends there have none. The caller frees them. */
static struct branch *branches_of(const struct branch *parent, size_t *count)
{
    struct branch *branches = memory_new((parent->count + 1) * sizeof(*branches));
    *count = 0;
    for (size_t i = 0; i < parent->count;) {
        if (parent->first[i].depth <= parent->depth) {
            i++;
            continue;
        }
        struct branch branch = branch_at(parent->first + i, parent->count - i, parent->depth);
        i += branch.count;
        if (branch.bytes > 0) {
            branches[(*count)++] = branch;
        }
    }
    qsort(branches, *count, sizeof(*branches), by_bytes);
    return branches;
}

static void name_write(const struct tree *tree, const struct branch *branch)
{
    char text[FRAME_TEXT_BYTES];
    const struct frames *frames = &tree->profile->frames;
    if (branch->depth == 0) {
        fputs("(objects of the TL memory manager)\n", tree->file);
        return;
    }
    frame_text_addressed(frames, frames_at(frames, branch->first->stack[branch->depth - 1]), text, sizeof(text));
    for (const char *at = text; *at; at++) {
        fputc(*at == '#' ? '?' : *at, tree->file); /* ms_print takes what follows a '#' for a comment */
    }
    fputc('\n', tree->file);
}

static void indent(const struct tree *tree, size_t depth)
{
    fprintf(tree->file, "%*s", (int)depth, "");
}

static void branch_write(const struct tree *tree, const struct branch *branch)
{
    size_t count;
    size_t shown = 0;
    uint64_t small = 0;
    struct branch *branches = branches_of(branch, &count);
    while (shown < count && branches[shown].bytes >= tree->total / THRESHOLD_SHARE) {
        shown++;
    }
    for (size_t i = shown; i < count; i++) {
        small += branches[i].bytes;
    }
    indent(tree, branch->depth);
    fprintf(tree->file, "n%zu: %" PRIu64 " ", shown + (count > shown), branch->bytes);
    name_write(tree, branch);
    for (size_t i = 0; i < shown; i++) {
        branch_write(tree, &branches[i]);
    }
    if (count > shown) {
        indent(tree, branch->depth + 1);
        fprintf(tree->file, "n0: %" PRIu64 " in %zu place%s, below 1%%\n", small, count - shown,
                count - shown == 1 ? "" : "s");
    }
    free(branches);
}

void call_tree_write(FILE *file, const struct profile *profile, uint64_t total)
{
    const struct tree tree = {file, profile, total};
    const struct branch root = {profile->samples, profile->count, 0, total};
    branch_write(&tree, &root);
}
