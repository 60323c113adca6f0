/* SPDX-License-Identifier: MIT */
/*
 * Completion scripts of shells, made from the tables of commands and options. A command's table is its own: the script
 * asks each command to write its part, by running it with CLI_WRITE_COMPLETION and the shell's name.
 */
#ifndef TLSCOPE_CLI_COMPLETION_H
#define TLSCOPE_CLI_COMPLETION_H

#include "cli.h"

struct completion_shell {
    const char *name;
    void (*write)(void);                                  /* the script */
    void (*write_command)(const struct cli_usage *usage); /* the part of one command */
};

extern const struct completion_shell completion_bash;
extern const struct completion_shell completion_zsh;

/* NULL for a shell that is not known. */
const struct completion_shell *completion_find(const char *name);

/* Has each command write its part. */
void completion_write_commands(const struct completion_shell *shell);

/* What an option's argument or a command's operands are. */
enum completion_kind {
    COMPLETION_NONE,  /* a number, or what only the user knows */
    COMPLETION_WORDS, /* those of the argument's name, such as json|text */
    COMPLETION_FILE,
    COMPLETION_FOLDER,
    COMPLETION_COMMAND, /* of tlscope */
    COMPLETION_PROGRAM, /* and its arguments, which end tlscope's own */
};

enum completion_kind completion_of_argument(const struct cli_option *option);
enum completion_kind completion_of_operands(const struct cli_usage *usage);

#endif
