/* SPDX-License-Identifier: MIT */
/* tlscope diff [options] A B */
#include <getopt.h>

#include "cli.h"
#include "colour.h"
#include "diff.h"
#include "merging.h"
#include "output.h"
#include "reading.h"

static const struct cli_option options[] = {
    OUTPUT_OPTIONS("the comparison", "text|json", "text"),
    {'t', "tolerance", "PERCENT", "amounts that differ by no more are the same (default: 0)"},
    READING_READER_OPTION,
    {0, NULL, NULL, NULL},
};

static const struct cli_usage usage = {
    "diff",
    "A B",
    "Tells what is new, grown, shrunk and gone from A to B, matched across rebuilds. Each is a report (JSON), a "
    "folder with a trace, or a merged report; '-' is the standard input.\n"
    "The exit code is 0: nothing got worse, 1: one of them could not be read, 2: the command line is wrong, 3: "
    "nothing got worse as far as is known, but not all is known of one of them, 4: the comparison could not be "
    "written, 5: B is worse: a finding, other than a note, is new or has grown.",
    options,
    false,
};

struct arguments {
    struct output output;
    enum trace_reader reader;
    uint64_t tolerance; /* percent */
};

static bool take_option(void *context, int letter, const char *text)
{
    struct arguments *arguments = context;
    if (letter == READING_LETTER_READER) {
        return reading_set_reader(&arguments->reader, &usage, text);
    }
    if (letter != 't') {
        return output_set_option(&arguments->output, &usage, letter, text);
    }
    if (!cli_parse_number(text, 0, &arguments->tolerance)) {
        cli_usage_error("diff", "--tolerance takes a number of percent, not '%s'", text);
        return false;
    }
    return true;
}

static int exit_code_of(const struct diff *diff)
{
    if (diff->worse) {
        return CLI_EXIT_FINDINGS;
    }
    return diff->whole ? 0 : CLI_EXIT_PARTLY;
}

static bool write_to(FILE *file, const struct diff *diff, enum output_format format)
{
    return format == OUTPUT_JSON ? diff_write_json(diff, file) : diff_write_text(diff, file, colour_wanted(file));
}

static int write_diff(const struct diff *diff, const struct output *output)
{
    FILE *file = output_begin(output->path);
    bool written = file && write_to(file, diff, output->format);
    return output_end(file, output->path, written) ? exit_code_of(diff) : CLI_EXIT_NOT_WRITTEN;
}

static int compare(char **paths, const struct arguments *arguments)
{
    struct merged *before = merging_read(&paths[SIDE_A], 1, arguments->reader);
    struct merged *after = before ? merging_read(&paths[SIDE_B], 1, arguments->reader) : NULL;
    int exit_code = CLI_EXIT_UNREADABLE;
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
    int exit_code = cli_parse(&usage, argc, argv, take_option, &arguments);
    if (exit_code < 0 && optind + SIDES != argc) {
        exit_code = cli_usage_error("diff", "two reports or traces are compared, A and B");
    }
    return exit_code >= 0 ? exit_code : compare(argv + optind, &arguments);
}
