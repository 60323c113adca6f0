/* SPDX-License-Identifier: MIT */
/* How long lines of text may be. */
#ifndef TLSCOPE_WIDTH_H
#define TLSCOPE_WIDTH_H

#include <stdio.h>

/* Columns for what is written there: a terminal's own where it has fewer than a page of text. */
unsigned width_of(FILE *file);

#endif
