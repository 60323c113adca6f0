/* SPDX-License-Identifier: MIT */
/* Option tables: parsed with getopt_long, printed as help. */
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "called_as.h"
#include "cli.h"
#include "completion.h"
#include "memory.h"
#include "text_words.h"
#include "width.h"

/* No command has as many; one that had would lose options in its own test of --help. */
#define MAX_OPTIONS 30

/* Where help has the texts of options. */
enum { TEXT_COLUMN = 30 };

static const struct cli_option help_option = {CLI_OPTION_HELP, "help", NULL, "show this help"};

/* getopt's two forms of a table. */
struct getopt_table {
    struct option longs[MAX_OPTIONS + 2];
    char shorts[3 + 2 * (MAX_OPTIONS + 1)];
};

bool cli_needs_argument(const struct cli_option *option)
{
    return option->argument != NULL && option->argument[0] != '[';
}

static void add_option(struct getopt_table *table, size_t index, const struct cli_option *option)
{
    int has_argument = option->argument == NULL     ? no_argument
                       : cli_needs_argument(option) ? required_argument
                                                    : optional_argument;
    table->longs[index] = (struct option){option->name, has_argument, NULL, option->letter};
    if (option->letter > 255) {
        return;
    }
    size_t length = strlen(table->shorts);
    table->shorts[length] = (char)option->letter;
    if (has_argument == required_argument) {
        table->shorts[length + 1] = ':';
    }
}

static void make_table(struct getopt_table *table, const struct cli_usage *usage)
{
    memset(table, 0, sizeof *table);
    snprintf(table->shorts, sizeof table->shorts, "%s", usage->options_first ? "+:" : ":");
    size_t count = 0;
    for (; usage->options[count].name != NULL && count < MAX_OPTIONS; count++) {
        add_option(table, count, &usage->options[count]);
    }
    add_option(table, count, &help_option);
}

static void complain_unknown(const struct cli_usage *usage, const char *typed)
{
    char suggestion[CLI_SUGGESTION_BYTES];
    const char *names[MAX_OPTIONS + 1];
    size_t count = 0;
    for (; usage->options[count].name != NULL && count < MAX_OPTIONS; count++) {
        names[count] = usage->options[count].name;
    }
    names[count++] = help_option.name;
    if (strncmp(typed, "--", 2) != 0) {
        cli_usage_error(usage->command, "unknown option '-%c'", optopt);
    } else {
        cli_usage_error(usage->command, "unknown option '%s'%s", typed,
                        cli_suggest(suggestion, typed, "--", names, count));
    }
}

int cli_next_option(const struct cli_usage *usage, int argc, char **argv, const char **argument)
{
    struct getopt_table table;
    if (argc == 3 && strcmp(argv[1], CLI_WRITE_COMPLETION) == 0 && completion_find(argv[2]) != NULL) {
        completion_find(argv[2])->write_command(usage);
        return CLI_OPTION_HELP;
    }
    make_table(&table, usage);
    opterr = 0;
    int typed = optind;
    int letter = getopt_long(argc, argv, table.shorts, table.longs, NULL);
    *argument = optarg;
    if (letter == ':' || (optarg != NULL && strcmp(optarg, "--") == 0)) {
        cli_usage_error(usage->command, "option '%s' needs an argument", argv[letter == ':' ? optind - 1 : typed]);
        return CLI_OPTION_ERROR;
    }
    if (letter == '?') {
        complain_unknown(usage, argv[optind > typed ? optind - 1 : typed]);
    }
    if (letter == CLI_OPTION_HELP) {
        cli_print_help(usage, stdout);
    }
    return letter;
}

int cli_parse(const struct cli_usage *usage, int argc, char **argv, cli_option_taker *take, void *arguments)
{
    const char *text = NULL;
    for (int letter = cli_next_option(usage, argc, argv, &text); letter != CLI_OPTIONS_END;
         letter = cli_next_option(usage, argc, argv, &text)) {
        if (letter == CLI_OPTION_HELP) {
            return CLI_EXIT_GOOD;
        }
        if (letter == CLI_OPTION_ERROR || !take(arguments, letter, text)) {
            return CLI_EXIT_USAGE;
        }
    }
    return -1;
}

const struct cli_option *cli_set_apart(const struct cli_usage *usage, int argc, char **argv)
{
    const char *word = optind > 1 && optind < argc ? argv[optind - 1] : "";
    const size_t length = strlen(word);
    if (length < 3 || strncmp(word, "--", 2) != 0) {
        return NULL;
    }
    for (const struct cli_option *option = usage->options; option->name != NULL; option++) {
        const bool may_have = option->argument != NULL && !cli_needs_argument(option);
        if (may_have && strncmp(option->name, word + 2, length - 2) == 0) {
            return option;
        }
    }
    return NULL;
}

const char *cli_only_operand(const struct cli_usage *usage, int argc, char **argv, const char *what)
{
    if (optind == argc) {
        cli_usage_error(usage->command, "no %s given", what);
    } else if (optind + 1 < argc) {
        cli_usage_error(usage->command, "one %s at a time", what);
    }
    return optind + 1 == argc ? argv[optind] : NULL;
}

/* The text begins in the same column for all: below an option that reaches into it, where the line is too long else. */
static void print_option(const struct cli_option *option, FILE *out)
{
    char left[96];
    char lead[sizeof left + TEXT_COLUMN];
    const char *space = cli_needs_argument(option) ? " " : "";
    const char *argument = option->argument != NULL ? option->argument : "";
    if (option->letter > 255) {
        snprintf(left, sizeof left, "      --%s%s%s", option->name, space, argument);
    } else {
        snprintf(left, sizeof left, "  -%c, --%s%s%s", option->letter, option->name, space, argument);
    }
    if (strlen(left) > TEXT_COLUMN - 2 && strlen(left) + 2 + strlen(option->help) > width_of(out)) {
        fprintf(out, "%s\n", left);
        left[0] = '\0';
    }
    snprintf(lead, sizeof lead, "%-*s  ", TEXT_COLUMN - 2, left);
    words_wrapped(out, lead, option->help);
}

/* Each line of it a paragraph, which keeps the spaces that it begins with. */
static void print_about(const char *about, FILE *out)
{
    char *copy = memory_copy(about);
    char *rest = copy;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        const size_t spaces = strspn(line, " ");
        char lead[TEXT_COLUMN + 1];
        snprintf(lead, sizeof lead, "%*s", (int)spaces, "");
        words_wrapped(out, lead, line + spaces);
    }
    free(copy);
}

void cli_print_help(const struct cli_usage *usage, FILE *out)
{
    fprintf(out, "usage: tlscope %s [options]%s%s\n\n", usage->command, usage->arguments[0] != '\0' ? " " : "",
            usage->arguments);
    print_about(usage->about, out);
    fputc('\n', out);
    for (const struct cli_option *option = usage->options; option->name != NULL; option++) {
        print_option(option, out);
    }
    print_option(&help_option, out);
}

int cli_usage_error(const char *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "tlscope: %s: ", command);
    vfprintf(stderr, format, arguments);
    const bool of_help = strcmp(command, "help") == 0;
    fprintf(stderr, "\ntlscope: see '%s help%s%s'\n", called_as(), of_help ? "" : " ", of_help ? "" : command);
    va_end(arguments);
    return CLI_EXIT_USAGE;
}
