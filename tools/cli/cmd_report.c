/* SPDX-License-Identifier: MIT */
/* tlscope report [options] TRACE */
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "reading.h"

/* Exit codes beside 0, all read and written, and 2, a wrong command line. */
enum { EXIT_UNREADABLE = 1, EXIT_PARTLY = 3, EXIT_NOT_WRITTEN = 4 };

static const struct cli_option options[] = {
    {'o', "output", "FILE", "write the report there (JSON by default); '-' is the standard output"},
    {'F', "format", "json|text", "of the report (default: text on a terminal, else json)"},
    {'O', "object", "ID", "only the object with that number: all that was done to it"},
    {'R', "sysroot", "DIR", "the trace is from another machine, whose files are below DIR"},
    {0, NULL, NULL, NULL},
};

static const struct cli_usage usage = {
    "report",
    "TRACE",
    "Makes the leak report of TRACE, a folder that tlscope record made or any folder with its CTF trace inside.\n"
    "The exit code is 0: the trace was read whole, 1: nothing could be read, or there is no such object, 2: the\n"
    "command line is wrong, 3: the trace is damaged and the report holds what could be read, 4: the report could not\n"
    "be written.",
    options,
    false,
};

enum format { FORMAT_DEFAULT, FORMAT_JSON, FORMAT_TEXT };

struct arguments {
    const char *trace;
    const char *output;  /* NULL: the standard output */
    const char *sysroot; /* NULL: the trace is of this machine */
    enum format format;
    uint64_t object; /* 0: all */
};

static bool set_format(const char *text, enum format *format)
{
    static const char *const names[] = {"json", "text"};
    for (size_t i = 0; i < 2; i++) {
        if (strcmp(text, names[i]) == 0) {
            *format = i == 0 ? FORMAT_JSON : FORMAT_TEXT;
            return true;
        }
    }
    cli_usage_error("report", "--format takes json or text, not '%s'", text);
    return false;
}

static bool set_object(const char *text, uint64_t *object)
{
    if (cli_parse_number(text, 1, object) && *object <= UINT32_MAX) {
        return true;
    }
    cli_usage_error("report", "--object takes the number of an object, as the report tells it, not '%s'", text);
    return false;
}

static bool set_sysroot(const char *text, struct arguments *arguments)
{
    if (access(text, R_OK | X_OK) != 0) {
        cli_usage_error("report", "--sysroot takes a folder, and '%s' is none that can be read", text);
        return false;
    }
    arguments->sysroot = text;
    return true;
}

static bool set_option(int letter, const char *text, struct arguments *arguments)
{
    switch (letter) {
    case 'o':
        arguments->output = strcmp(text, "-") == 0 ? NULL : text;
        return true;
    case 'F':
        return set_format(text, &arguments->format);
    case 'O':
        return set_object(text, &arguments->object);
    case 'R':
        return set_sysroot(text, arguments);
    default:
        return false;
    }
}

/* -1 when all is well, else an exit code. */
static int parse(int argc, char **argv, struct arguments *arguments)
{
    const char *text = NULL;
    memset(arguments, 0, sizeof *arguments);
    for (int letter = cli_next_option(&usage, argc, argv, &text); letter != CLI_OPTIONS_END;
         letter = cli_next_option(&usage, argc, argv, &text)) {
        if (letter == CLI_OPTION_HELP) {
            return 0;
        }
        if (!set_option(letter, text, arguments)) {
            return CLI_EXIT_USAGE;
        }
    }
    if (optind + 1 != argc) {
        return cli_usage_error("report", optind == argc ? "no trace given" : "one trace at a time");
    }
    arguments->trace = argv[optind];
    return -1;
}

static bool write_report(const struct report *report, const struct arguments *arguments)
{
    enum format format = arguments->format;
    if (format == FORMAT_DEFAULT) {
        format = !arguments->output && isatty(STDOUT_FILENO) ? FORMAT_TEXT : FORMAT_JSON;
    }
    if (arguments->object != 0) {
        return reading_write(report, format == FORMAT_JSON ? report_write_object_json : report_write_object_text,
                             arguments->output);
    }
    return reading_write(report, format == FORMAT_JSON ? report_write_json : report_write_text, arguments->output);
}

static int exit_code_of(const struct report_summary *summary)
{
    static const int codes[] = {
        [REPORT_WHOLE] = 0, [REPORT_PARTLY] = EXIT_PARTLY, [REPORT_UNREADABLE] = EXIT_UNREADABLE};
    return codes[summary->status];
}

int cmd_report(int argc, char **argv)
{
    struct arguments arguments;
    int exit_code = parse(argc, argv, &arguments);
    if (exit_code >= 0) {
        return exit_code;
    }
    struct report *report = reading_read_with(
        arguments.trace, &(struct report_options){.object = (uint32_t)arguments.object, .sysroot = arguments.sysroot});
    const struct report_summary summary = report_summary(report);
    reading_tell_issues(report);
    exit_code = exit_code_of(&summary);
    if (summary.status == REPORT_UNREADABLE) {
        fprintf(stderr, "tlscope: there is nothing to report\n");
    } else if (arguments.object != 0 && !report_has_object(report)) {
        fprintf(stderr, "tlscope: no object %llu in this trace; numbers of objects stand in its report\n",
                (unsigned long long)arguments.object);
        exit_code = EXIT_UNREADABLE;
    } else if (!write_report(report, &arguments)) {
        exit_code = EXIT_NOT_WRITTEN;
    } else if (summary.events_lost > 0) {
        fprintf(stderr, "tlscope: %llu events were lost while recording: verdicts are not certain\n",
                (unsigned long long)summary.events_lost);
    }
    report_free(report);
    return exit_code;
}
