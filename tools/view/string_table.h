/* SPDX-License-Identifier: MIT */
/* The texts that columns name by number. */
#ifndef TLSCOPE_VIEW_STRING_TABLE_H
#define TLSCOPE_VIEW_STRING_TABLE_H

#include "grouping.h"
#include "names.h"

struct strings {
    struct names names;
    struct grouping numbers;
};

/* Number 0 is the empty text. */
void strings_init(struct strings *strings);
void strings_free(struct strings *strings);

/* The number of a text, NULL being the empty one; texts are made fit to be shown. */
uint32_t strings_number(struct strings *strings, const char *text);

/* All of them as an array of JSON, for free(). */
char *strings_json(const struct strings *strings);

#endif
