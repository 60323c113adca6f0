/* SPDX-License-Identifier: MIT */
/* tlscope report [options] TRACE */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "colour.h"
#include "merging.h"
#include "output.h"
#include "reading.h"
#include "regular_file.h"

static const struct cli_option options[] = {
    OUTPUT_OPTIONS("the report", "text|json", "text on a terminal, else json"),
    OUTPUT_ALL_OPTION("of each process are told"),
    {'O', "object", "ID", "only the object with that number: all that was done to it"},
    READING_SYSROOT_OPTION,
    READING_READER_OPTION,
    {0, NULL, NULL, NULL},
};

static const struct cli_usage usage = {
    "report",
    "TRACE",
    "Makes the leak report of TRACE, a folder that tlscope record made or any folder with its CTF trace inside.\n"
    "The exit code is 0: the trace was read whole, 1: nothing could be read, or there is no such object, 2: the "
    "command line is wrong, 3: the trace is damaged and the report holds what could be read, 4: the report could "
    "not be written.",
    options,
    false,
};

struct arguments {
    const char *trace;
    struct report_options reading;
    struct output output;
};

static bool set_object(const char *text, uint32_t *object)
{
    uint64_t number;
    if (cli_parse_number(text, 1, &number) && number <= UINT32_MAX) {
        *object = (uint32_t)number;
        return true;
    }
    cli_usage_error("report", "--object takes the number of an object, as the report tells it, not '%s'", text);
    return false;
}

static bool take_option(void *context, int letter, const char *text)
{
    struct arguments *arguments = context;
    switch (letter) {
    case 'O':
        return set_object(text, &arguments->reading.object);
    case 'R':
        return reading_set_sysroot(&arguments->reading, &usage, text);
    case READING_LETTER_READER:
        return reading_set_reader(&arguments->reading.reader, &usage, text);
    default:
        return output_set_option(&arguments->output, &usage, letter, text);
    }
}

/* `report`: NULL for one that was made before. */
static bool write_text(const struct report *report, const struct merged *merged, const struct arguments *arguments)
{
    const bool piped = strcmp(arguments->trace, "-") == 0;
    char *more = piped ? NULL : reading_command_for_all(arguments->trace);
    FILE *file = output_begin(arguments->output.path);
    const struct report_style style = {
        .coloured = file && colour_wanted(file), .all = arguments->output.all, .more = more};
    const bool written =
        file && (report ? report_write_text(report, file, &style) : merged_write_text(merged, file, &style));
    free(more);
    return output_end(file, arguments->output.path, written);
}

static bool write_object_text(const struct report *report, FILE *file)
{
    return report_write_object_text(report, file, colour_wanted(file));
}

static bool write_report(const struct report *report, const struct arguments *arguments)
{
    const struct output *output = &arguments->output;
    if (arguments->reading.object != 0) {
        return reading_write(report, output->format == OUTPUT_JSON ? report_write_object_json : write_object_text,
                             output->path);
    }
    return output->format == OUTPUT_JSON ? reading_write(report, report_write_json, output->path)
                                         : write_text(report, NULL, arguments);
}

/* Writes what was read, and says what makes it uncertain. Returns the exit code. */
static int finish(const struct report *report, const struct arguments *arguments)
{
    const struct report_summary summary = report_summary(report);
    if (summary.status == REPORT_UNREADABLE) {
        reading_tell_no_trace(arguments->trace, summary.traces, "there is nothing to report");
        return CLI_EXIT_UNREADABLE;
    }
    if (arguments->reading.object != 0 && !report_has_object(report)) {
        fprintf(stderr, "tlscope: no object %" PRIu32 " in this trace; numbers of objects stand in its report\n",
                arguments->reading.object);
        return CLI_EXIT_UNREADABLE;
    }
    if (!write_report(report, arguments)) {
        return CLI_EXIT_NOT_WRITTEN;
    }
    if (summary.events_lost > 0) {
        fprintf(stderr, "tlscope: %llu events were lost while recording: verdicts are not certain\n",
                (unsigned long long)summary.events_lost);
    }
    return summary.status == REPORT_WHOLE ? CLI_EXIT_GOOD : CLI_EXIT_PARTLY;
}

/* A report that was made before is a file, or the standard input: it is JSON already. */
static bool is_made(const char *path)
{
    return strcmp(path, "-") == 0 || is_regular_file(path);
}

/* -1 when all is well, else an exit code. */
static int parse(int argc, char **argv, struct arguments *arguments)
{
    struct output *output = &arguments->output;
    *arguments = (struct arguments){.output.format = OUTPUT_FORMAT_COUNT};
    int exit_code = cli_parse(&usage, argc, argv, take_option, arguments);
    if (exit_code >= 0) {
        return exit_code;
    }
    arguments->trace = cli_only_operand(&usage, argc, argv, "trace");
    if (arguments->trace == NULL) {
        return CLI_EXIT_USAGE;
    }
    const bool for_a_person = output->path == NULL && isatty(STDOUT_FILENO);
    output->format = output_format_or(output, for_a_person || is_made(arguments->trace) ? OUTPUT_TEXT : OUTPUT_JSON);
    return -1;
}

/* A report that was made before, in words. Returns the exit code. */
static int write_made(const struct arguments *arguments)
{
    char *paths[] = {(char *)arguments->trace};
    struct merged *merged = merging_read(paths, 1, arguments->reading.reader);
    if (merged == NULL) {
        return CLI_EXIT_UNREADABLE;
    }
    const bool written = write_text(NULL, merged, arguments);
    int exit_code = merged->trace.whole ? CLI_EXIT_GOOD : CLI_EXIT_PARTLY;
    merged_free(merged);
    return written ? exit_code : CLI_EXIT_NOT_WRITTEN;
}

int cmd_report(int argc, char **argv)
{
    struct arguments arguments;
    int exit_code = parse(argc, argv, &arguments);
    if (exit_code >= 0) {
        return exit_code;
    }
    if (is_made(arguments.trace) && arguments.output.format == OUTPUT_TEXT && arguments.reading.object == 0) {
        return write_made(&arguments);
    }
    struct report *report = reading_read_with(arguments.trace, &arguments.reading);
    reading_tell_issues(report);
    exit_code = finish(report, &arguments);
    report_free(report);
    return exit_code;
}
