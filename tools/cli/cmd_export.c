/* SPDX-License-Identifier: MIT */
/* tlscope export --format FORMAT [options] TRACE */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "export.h"
#include "output.h"
#include "process_option.h"
#include "reading.h"

enum { OPTION_VALUE = 256, OPTION_OBJECTS };

/* "|first|second": the choices begin after the first bar. */
static const char formats[] =
#define FORMAT(name, many, medium, summary) "|" #name
#include "formats.def"
#undef FORMAT
    ;
static const char values[] =
#define USAGE(code, name, pprof, meaning) "|" name
#include "usage.def"
#undef USAGE
    ;

static const struct cli_option options[] = {
    {'F', "format", formats + 1, "one of those above"},
    OUTPUT_PATH_OPTION("the export"),
    {'p', "process", "PID",
     "this process, or PID:N, the Nth program it ran (default: the first that made calls; chrome, sqlite: all)"},
    READING_SYSROOT_OPTION,
    READING_READER_OPTION,
    {OPTION_VALUE, "value", values + 1, "folded: what stacks weigh (default: peak)"},
    {OPTION_OBJECTS, "objects", NULL, "folded: count objects instead of bytes"},
    {0, NULL, NULL, NULL},
};

static const struct cli_usage usage = {
    "export",
    "TRACE",
    "Writes TRACE, a folder that tlscope record made, in the format of another tool:\n"
#define FORMAT(name, many, medium, summary) "\n  " #name ": " summary
#include "formats.def"
#undef FORMAT
    "\n\nThe exit code is 0: all was written, 1: nothing could be read, 2: the command line is wrong, 3: the trace is "
    "damaged and what could be read was written, 4: the file could not be written.",
    options,
    false,
};

struct arguments {
    struct export_request request;
    const char *output; /* NULL: the standard output */
    const char *value;  /* NULL: not said */
    struct process_wish process;
    struct report_options reading;
};

static bool set_format(const char *text, struct arguments *arguments)
{
    if (!cli_is_choice(&usage, 'F', text)) {
        return false;
    }
    arguments->request.format = export_format_find(text);
    if (!arguments->request.format->write) {
        cli_usage_error("export", "this tlscope was built without the library that the format %s needs", text);
        return false;
    }
    return true;
}

static bool set_value(const char *text, struct arguments *arguments)
{
    arguments->value = text;
    arguments->request.value = export_value_find(text);
    return cli_is_choice(&usage, OPTION_VALUE, text);
}

static bool take_option(void *context, int letter, const char *text)
{
    struct arguments *arguments = context;
    switch (letter) {
    case 'F':
        return set_format(text, arguments);
    case 'o':
        arguments->output = output_path(text);
        return true;
    case 'p':
        return process_option_set(&arguments->process, &usage, text);
    case 'R':
        return reading_set_sysroot(&arguments->reading, &usage, text);
    case READING_LETTER_READER:
        return reading_set_reader(&arguments->reading.reader, &usage, text);
    case OPTION_VALUE:
        return set_value(text, arguments);
    case OPTION_OBJECTS:
        arguments->request.objects = true;
        return true;
    default:
        return false;
    }
}

/* What options must not be together, and what must be there. */
static bool check(const struct arguments *arguments)
{
    const struct export_format *format = arguments->request.format;
    if (!format) {
        cli_usage_error("export", "no format given: --format is needed");
        return false;
    }
    if (strcmp(format->name, "folded") != 0 && (arguments->value || arguments->request.objects)) {
        cli_usage_error("export", "--value and --objects are for folded, not for %s", format->name);
        return false;
    }
    if (format->medium == EXPORT_IN_PLACE && !arguments->output) {
        cli_usage_error("export", "the format %s needs --output FILE", format->name);
        return false;
    }
    if (format->medium == EXPORT_BINARY && !arguments->output && isatty(STDOUT_FILENO)) {
        cli_usage_error("export", "%s is no text for a terminal: --output FILE writes it there, or a pipe takes it",
                        format->name);
        return false;
    }
    return true;
}

/* -1 when all is well, else an exit code. */
static int parse(int argc, char **argv, struct arguments *arguments)
{
    *arguments = (struct arguments){.request.value = export_value_find("peak")};
    int exit_code = cli_parse(&usage, argc, argv, take_option, arguments);
    if (exit_code >= 0) {
        return exit_code;
    }
    arguments->request.trace = cli_only_operand(&usage, argc, argv, "trace");
    if (arguments->request.trace == NULL) {
        return CLI_EXIT_USAGE;
    }
    return check(arguments) ? -1 : CLI_EXIT_USAGE;
}

/* Leaks are asked for, and only others than the chosen process have any. */
static bool others_leak(const struct report *report, const struct process_list *list, const struct arguments *arguments)
{
    const size_t chosen = arguments->request.process;
    bool leak = false;
    if (arguments->value == NULL || strcmp(arguments->value, "leaked") != 0 ||
        export_process_leaked(report, chosen) != 0) {
        return false;
    }
    for (size_t i = 0; i < list->count && !leak; i++) {
        leak = i != chosen && export_process_leaked(report, i) != 0;
    }
    return leak;
}

/* Whether there is a process to export; says which it is where others could be. */
static bool choose_process(const struct report *report, const struct process_list *list, struct arguments *arguments)
{
    const struct process_wish *wish = &arguments->process;
    struct export_request *request = &arguments->request;
    if (list->count == 0) {
        fprintf(stderr, "tlscope: the trace tells of no process: there is nothing to export\n");
        return false;
    }
    if (!process_option_fits(list, wish)) {
        return false;
    }
    if (request->format->many && wish->pid == 0) {
        request->process = EXPORT_ALL;
        return true;
    }
    request->process = process_list_find(list, wish);
    if (process_list_fitting(list, wish) > 1) {
        fputs("tlscope: process ", stderr);
        process_list_tell_one(list, request->process, stderr);
        fputs(" is exported", stderr);
        fputs(others_leak(report, list, arguments) ? ", which leaks nothing, and others do" : "", stderr);
        process_option_tell_others(list, wish);
    }
    return true;
}

struct writing {
    const struct report *report;
    struct export_request request;
    struct export_output output;
};

static bool write_all(void *context, const struct report_progress *progress)
{
    struct writing *writing = context;
    writing->request.progress = *progress;
    return export_write(writing->report, &writing->request, &writing->output);
}

static bool write_export(const struct report *report, const struct arguments *arguments)
{
    const char *path = arguments->output;
    FILE *file = output_begin(path);
    struct writing writing = {report, arguments->request, {file, path}};
    writing.request.reader = arguments->reading.reader;
    const bool written = file && reading_again(write_all, &writing) && fflush(file) == 0;
    return output_end(file, path, written);
}

static bool find_process(const struct report *report, struct arguments *arguments)
{
    struct process_list list = export_processes(report);
    const bool found = choose_process(report, &list, arguments);
    process_list_free(&list);
    return found;
}

static int export_report(const struct report *report, struct arguments *arguments)
{
    const struct report_summary summary = report_summary(report);
    reading_tell_issues(report);
    if (summary.status == REPORT_UNREADABLE) {
        reading_tell_no_trace(arguments->request.trace, summary.traces, "there is nothing to export");
        return CLI_EXIT_UNREADABLE;
    }
    if (!find_process(report, arguments)) {
        return CLI_EXIT_UNREADABLE;
    }
    if (!write_export(report, arguments)) {
        return CLI_EXIT_NOT_WRITTEN;
    }
    if (summary.events_lost > 0) {
        fprintf(stderr, "tlscope: %" PRIu64 " events were lost while recording: sums are not certain\n",
                summary.events_lost);
    }
    export_limits_tell(report, &arguments->request, stderr);
    return summary.status == REPORT_PARTLY ? CLI_EXIT_PARTLY : CLI_EXIT_GOOD;
}

int cmd_export(int argc, char **argv)
{
    struct arguments arguments;
    int exit_code = parse(argc, argv, &arguments);
    if (exit_code >= 0) {
        return exit_code;
    }
    struct report *report = reading_read_with(arguments.request.trace, &arguments.reading);
    exit_code = export_report(report, &arguments);
    report_free(report);
    return exit_code;
}
