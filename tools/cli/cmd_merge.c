/* SPDX-License-Identifier: MIT */
/* tlscope merge [options] REPORT|TRACE ... */
#include <getopt.h>

#include "cli.h"
#include "colour.h"
#include "merging.h"
#include "output.h"
#include "reading.h"

enum { LETTER_NO_TIMELINES = OUTPUT_LETTER_JSON + 1 };

static const struct cli_option options[] = {
    OUTPUT_OPTIONS("the merged report", "text|json", "json, which can be merged again"),
    OUTPUT_ALL_OPTION("are told"),
    {LETTER_NO_TIMELINES, "no-timelines", NULL, "leave the timelines out, which are most of it"},
    READING_READER_OPTION,
    {0, NULL, NULL, NULL},
};

static const struct cli_usage usage = {
    "merge",
    "REPORT|TRACE ...",
    "Makes one report of many processes, ranks or hosts. What is merged may be reports (JSON), folders with a "
    "trace, and merged reports; '-' is the standard input. Any tree and order of merges gives the same report.\n"
    "The exit code is 0: all was read whole, 1: something could not be read or is there twice, and nothing is "
    "written, 2: the command line is wrong, 3: a trace is damaged and what could be read is merged, 4: the report"
    " could not be written.",
    options,
    false,
};

struct arguments {
    struct output output;
    enum trace_reader reader;
    bool no_timelines;
};

static bool take_option(void *context, int letter, const char *text)
{
    struct arguments *arguments = context;
    if (letter == LETTER_NO_TIMELINES) {
        arguments->no_timelines = true;
        return true;
    }
    if (letter == READING_LETTER_READER) {
        return reading_set_reader(&arguments->reader, &usage, text);
    }
    return output_set_option(&arguments->output, &usage, letter, text);
}

static bool write_to(FILE *file, const struct merged *merged, const struct output *output)
{
    const struct report_style style = {.coloured = colour_wanted(file), .all = output->all};
    return output_format_or(output, OUTPUT_JSON) == OUTPUT_JSON ? merged_write_json(merged, file)
                                                                : merged_write_text(merged, file, &style);
}

static bool write_merged(const struct merged *merged, const struct output *output)
{
    FILE *file = output_begin(output->path);
    bool written = file && write_to(file, merged, output);
    return output_end(file, output->path, written);
}

static int write_and_tell(const struct merged *merged, const struct output *output)
{
    if (!write_merged(merged, output)) {
        return CLI_EXIT_NOT_WRITTEN;
    }
    if (merged->trace.events_lost > 0) {
        fprintf(stderr, "tlscope: %llu events were lost while recording: findings are not certain\n",
                (unsigned long long)merged->trace.events_lost);
    }
    return merged->trace.whole ? 0 : CLI_EXIT_PARTLY;
}

int cmd_merge(int argc, char **argv)
{
    struct arguments arguments = {.output.format = OUTPUT_FORMAT_COUNT};
    int exit_code = cli_parse(&usage, argc, argv, take_option, &arguments);
    if (exit_code < 0 && optind == argc) {
        exit_code = cli_usage_error("merge", "no report or trace given");
    }
    if (exit_code >= 0) {
        return exit_code;
    }
    struct merged *merged = merging_read(argv + optind, (size_t)(argc - optind), arguments.reader);
    if (!merged) {
        return CLI_EXIT_UNREADABLE;
    }
    if (arguments.no_timelines) {
        merged_drop_timelines(merged);
    }
    exit_code = write_and_tell(merged, &arguments.output);
    merged_free(merged);
    return exit_code;
}
