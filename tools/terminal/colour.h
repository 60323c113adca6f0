/* SPDX-License-Identifier: MIT */
/* Colour, where a terminal wants it. */
#ifndef TLSCOPE_COLOUR_H
#define TLSCOPE_COLOUR_H

#include <stdbool.h>
#include <stdio.h>

/* What to write before a coloured text, and `off` after it; all are "" where there is to be no colour. */
struct colours {
    const char *error;
    const char *warning;
    const char *good;
    const char *strong;
    const char *faint;
    const char *off;
};

/* Whether what is written there should be coloured: a terminal that can, and NO_COLOR not set to anything. */
bool colour_wanted(FILE *file);

const struct colours *colours_of(bool coloured);

#endif
