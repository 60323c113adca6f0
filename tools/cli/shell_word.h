/* SPDX-License-Identifier: MIT */
/* Paths as a shell takes them: what a message shows can be pasted. */
#ifndef TLSCOPE_CLI_SHELL_WORD_H
#define TLSCOPE_CLI_SHELL_WORD_H

/*
 * The path as one word, for free(): quoted where that is needed, with ./ before a leading dash, and nothing in it that
 * a terminal would obey (then as $'...', which bash, zsh and ksh take).
 */
char *shell_word(const char *path);

#endif
