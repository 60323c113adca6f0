/* SPDX-License-Identifier: MIT */
/* Texts fit to be shown: programs name things as they like, and a report may come from anywhere. */
#ifndef TLSCOPE_ANALYSE_SHOWN_H
#define TLSCOPE_ANALYSE_SHOWN_H

#include <stdbool.h>

/* Whether a text is plain ASCII without controls, and so its own shown_copy. */
bool shown_is_plain(const char *text);

/* A copy, for free(), with \xNN for every byte that no terminal, JSON or XML reader should get: controls, no UTF-8. */
char *shown_copy(const char *text);

#endif
