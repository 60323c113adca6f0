/* SPDX-License-Identifier: MIT */
/* Patterns as LeakSanitizer's suppressions have them. */
#ifndef TLSCOPE_CHECK_PATTERN_H
#define TLSCOPE_CHECK_PATTERN_H

#include <stdbool.h>

/*
 * Whether the pattern is found in the text: '*' stands for any characters, a leading '^' for the text's start, a
 * trailing '$' for its end; all else stands for itself. Time is at most the product of the lengths.
 */
bool pattern_matches(const char *pattern, const char *text);

#endif
