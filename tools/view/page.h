/* SPDX-License-Identifier: MIT */
/* The viewer's page, which was built into this tool, with the data in it. */
#ifndef TLSCOPE_VIEW_PAGE_H
#define TLSCOPE_VIEW_PAGE_H

#include <stdbool.h>
#include <stdio.h>

bool page_is_there(void);

/* Writes the page up to where the data goes, and from there on: base64 stands between the two. False when the file
 * takes no more; errno says why. */
bool page_begin(FILE *file);
bool page_end(FILE *file);

/* Writes the page with a link to the data in place of it. */
bool page_linked(FILE *file, const char *link);

#endif
