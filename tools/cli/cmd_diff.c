/* SPDX-License-Identifier: MIT */
/* tlscope diff [options] A B */
#include <getopt.h>

#include "cli.h"
#include "colour.h"
#include "diff.h"
#include "merging.h"
#include "output.h"

/* Exit codes beside 0, nothing got worse, and 2, a wrong command line. */
enum { EXIT_UNREADABLE = 1, EXIT_PARTLY = 3, EXIT_NOT_WRITTEN = 4, EXIT_WORSE = 5 };

static const struct cli_option options[] = {
    {'o', "output", "FILE", "write the comparison there; '-' is the standard output"},
    {'F', "format", "json|text", "of the comparison (default: text)"},
    {OUTPUT_LETTER_JSON, "json", NULL, "the same as --format json"},
    {'t', "tolerance", "PERCENT", "amounts that differ by no more are the same (default: 0)"},
    {0, NULL, NULL, NULL},
};

static const struct cli_usage usage = {
    "diff",
    "A B",
    "Tells what is new, grown, shrunk and gone from A to B, matched across rebuilds. Each is a report (JSON), a "
    "folder\n"
    "with a trace, or a merged report; '-' is the standard input. The exit code is 0: nothing got worse, 1: one of "
    "them\n"
    "could not be read, 2: the command line is wrong, 3: nothing got worse as far as is known, but events are missing\n"
    "from one of them, 4: the comparison could not be written, 5: B is worse: a finding, other than a note, is new or\n"
    "has grown.",
    options,
    false,
};

struct arguments {
    struct output output;
    uint64_t tolerance; /* percent */
};

static bool set_option(int letter, const char *text, struct arguments *arguments)
{
    if (letter != 't') {
        return output_set_option(&arguments->output, "diff", letter, text);
    }
    if (!cli_parse_number(text, 0, &arguments->tolerance)) {
        cli_usage_error("diff", "--tolerance takes a number of percent, not '%s'", text);
        return false;
    }
    return true;
}

/* -1 when all is well, else an exit code. */
static int parse(int argc, char **argv, struct arguments *arguments)
{
    const char *text = NULL;
    for (int letter = cli_next_option(&usage, argc, argv, &text); letter != CLI_OPTIONS_END;
         letter = cli_next_option(&usage, argc, argv, &text)) {
        if (letter == CLI_OPTION_HELP) {
            return 0;
        }
        if (!set_option(letter, text, arguments)) {
            return CLI_EXIT_USAGE;
        }
    }
    return optind + SIDES == argc ? -1 : cli_usage_error("diff", "two reports or traces are compared, A and B");
}

static int exit_code_of(const struct diff *diff)
{
    if (diff->worse) {
        return EXIT_WORSE;
    }
    return diff->whole ? 0 : EXIT_PARTLY;
}

static bool write_to(FILE *file, const struct diff *diff, enum output_format format)
{
    return format == OUTPUT_JSON ? diff_write_json(diff, file) : diff_write_text(diff, file, colour_wanted(file));
}

static int write_diff(const struct diff *diff, const struct output *output)
{
    FILE *file = output_begin(output->path);
    bool written = file && write_to(file, diff, output->format);
    return output_end(file, output->path, written) ? exit_code_of(diff) : EXIT_NOT_WRITTEN;
}

static int compare(char **paths, const struct arguments *arguments)
{
    struct merged *before = merging_read(&paths[SIDE_A], 1);
    struct merged *after = before ? merging_read(&paths[SIDE_B], 1) : NULL;
    int exit_code = EXIT_UNREADABLE;
    if (after) {
        const struct merged *sides[SIDES] = {before, after};
        const char *names[SIDES] = {paths[SIDE_A], paths[SIDE_B]};
        struct diff *diff = diff_new(sides, names, arguments->tolerance);
        exit_code = write_diff(diff, &arguments->output);
        diff_free(diff);
        merged_free(after);
    }
    if (before) {
        merged_free(before);
    }
    return exit_code;
}

int cmd_diff(int argc, char **argv)
{
    struct arguments arguments = {.output.format = OUTPUT_TEXT};
    int exit_code = parse(argc, argv, &arguments);
    return exit_code >= 0 ? exit_code : compare(argv + optind, &arguments);
}
