/* SPDX-License-Identifier: MIT */
/* The tree of what is alive, callees first, as Massif writes it into a detailed snapshot. */
#ifndef TLSCOPE_EXPORT_CALL_TREE_H
#define TLSCOPE_EXPORT_CALL_TREE_H

#include <stdio.h>

#include "profile.h"

/* Writes the tree of the bytes alive; places below a hundredth of `total` are told as one. */
void call_tree_write(FILE *file, const struct profile *profile, uint64_t total);

#endif
