/* SPDX-License-Identifier: MIT */
/* JSON with every number exact: cJSON's own writer rounds to 15 digits. */
#ifndef TLSCOPE_ANALYSE_PRINT_H
#define TLSCOPE_ANALYSE_PRINT_H

#include <stdbool.h>
#include <stdio.h>

#include <cjson/cJSON.h>

/* The tree as JSON on one line, for free(); its numbers become raw texts, so the tree serves no other purpose then. */
char *print_text(cJSON *tree);

/* Writes the tree as one line, and deletes it. False when the file takes no more; errno says why. */
bool print_write(cJSON *tree, FILE *file);

/* The same with a line a member, for files that are checked in. */
bool print_write_lines(cJSON *tree, FILE *file);

#endif
