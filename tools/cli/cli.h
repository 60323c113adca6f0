/* SPDX-License-Identifier: MIT */
/* What the commands of the tool share: their table, their options, their exit codes. */
#ifndef TLSCOPE_CLI_H
#define TLSCOPE_CLI_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* What commands end with; tlscope(1) lists them. `record` ends as its program does, if it could be run. */
enum cli_exit {
    CLI_EXIT_GOOD = 0,
    CLI_EXIT_UNREADABLE = 1,  /* what was to be read could not be */
    CLI_EXIT_USAGE = 2,       /* the command line was wrong: nothing was done */
    CLI_EXIT_PARTLY = 3,      /* nothing bad is known, but events are missing */
    CLI_EXIT_NOT_WRITTEN = 4, /* the output could not be written */
    CLI_EXIT_FINDINGS = 5,    /* what a gate or a comparison is to find was found */
};

struct cli_command {
    const char *name;
    const char *summary;
    int (*run)(int argc, char **argv); /* argv[0] is the command's name; returns the exit code */
};

/* All commands, in the order of help; a NULL name ends them. */
extern const struct cli_command cli_commands[];

#define COMMAND(name, summary) int cmd_##name(int argc, char **argv);
#include "commands.def"
#undef COMMAND

/* One option: the parser and the help text are both made from it. */
struct cli_option {
    int letter;           /* the short option; a number above 255 where there is only the long one */
    const char *name;     /* the long option */
    const char *argument; /* the argument's name, "[=NAME]" where it may be left out; NULL where it takes none */
    const char *help;     /* a phrase */
};

/* Whether the option takes an argument that may not be left out, and so may be a word of its own. */
bool cli_needs_argument(const struct cli_option *option);

/* What a command takes. `options` ends with a NULL name. Every command has -h, --help of itself. */
struct cli_usage {
    const char *command;
    const char *arguments; /* what follows the options, as help shows it */
    const char *about;     /* a sentence or two; each line a paragraph */
    const struct cli_option *options;
    bool options_first; /* the first operand ends the options: what follows belongs to another program */
};

/* As a command's only option, with a shell's name: it writes its part of that shell's completion script. */
#define CLI_WRITE_COMPLETION "--write-completion"

/* What cli_next_option returns beside the letters. */
enum { CLI_OPTIONS_END = -1, CLI_OPTION_HELP = 'h', CLI_OPTION_ERROR = '?' };

/*
 * The letter of the next option of argv, its argument in *argument (borrowed from argv); CLI_OPTIONS_END when optind
 * is at the first operand. On CLI_OPTION_HELP what was asked for has been printed; on CLI_OPTION_ERROR the complaint
 * has.
 */
int cli_next_option(const struct cli_usage *usage, int argc, char **argv, const char **argument);

/* Takes one option for a command. False, after a message, when its argument is none it can have. */
typedef bool cli_option_taker(void *arguments, int letter, const char *text);

/* After cli_parse: the option before the first operand, where it may have an argument and was given none: the operand
 * may be meant for it. NULL else. */
const struct cli_option *cli_set_apart(const struct cli_usage *usage, int argc, char **argv);

/* Has all options of argv taken. -1 when all is well and optind is at the first operand, else an exit code. */
int cli_parse(const struct cli_usage *usage, int argc, char **argv, cli_option_taker *take, void *arguments);

/* After cli_parse, the one operand, a `what`. NULL, after a message, when there is none or more. */
const char *cli_only_operand(const struct cli_usage *usage, int argc, char **argv, const char *what);

void cli_print_help(const struct cli_usage *usage, FILE *out);

/* Says on stderr what is wrong with the command line and where help is. Returns CLI_EXIT_USAGE. */
int cli_usage_error(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Whether `text` is one of the words that the table has for that option, as "text|json". Says which if it is none. */
bool cli_is_choice(const struct cli_usage *usage, int letter, const char *text);

/* Reads a whole number of at least `least`, with an optional suffix k, M or G (times 1024). False when it is none. */
bool cli_parse_number(const char *text, uint64_t least, uint64_t *number);

/* The name that `text` most likely meant: the one fewest typing errors away, or NULL when none is near. */
const char *cli_nearest(const char *text, const char *const *names, size_t count);

enum { CLI_SUGGESTION_BYTES = 96 };

/* To end a complaint about `typed` with: "; did you mean '--force'?", or "" when no name is near. `dashes` are those
 * before the name, which the typed word has, too. Returns `suggestion`. */
const char *cli_suggest(char suggestion[CLI_SUGGESTION_BYTES], const char *typed, const char *dashes,
                        const char *const *names, size_t count);

/* The same with the commands for names. */
const char *cli_suggest_command(char suggestion[CLI_SUGGESTION_BYTES], const char *typed);

#endif
