/* SPDX-License-Identifier: MIT */
/* Texts kept once: equal texts have equal pointers. A zeroed one is empty. */
#ifndef TLSCOPE_ANALYSE_NAMES_H
#define TLSCOPE_ANALYSE_NAMES_H

#include <stddef.h>

struct names {
    char **slots;
    size_t size;
    size_t count;
};

/* The kept copy of a text, valid until names_free; fit to be shown (see shown.h). */
const char *names_keep(struct names *names, const char *text);

void names_free(struct names *names);

#endif
