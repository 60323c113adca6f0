/* SPDX-License-Identifier: MIT */
/* tlscope record [options] -- PROGRAM ARGS */
#include <getopt.h>
#include <unistd.h>

#include "cli.h"
#include "record.h"
#include "run_file.h"
#include "summary.h"

enum { OPTION_SUBBUF_SIZE = 256, OPTION_SUBBUF_COUNT, OPTION_BLOCKING, OPTION_NO_REPORT, OPTION_HEAP };

static const struct cli_option options[] = {
    {'o', "output", "DIR", "folder for trace and report (default: tlscope-<program>.<pid>)"},
    {'f', "force", NULL, "replace the trace and report that are in that folder"},
    {'p', "preload", NULL, "preload libtlscope.so over the program's own memory manager"},
    {OPTION_HEAP, "heap", NULL, "record malloc and free, too: memory lost before it was registered"},
    {OPTION_NO_REPORT, "no-report", NULL, "leave out report.json"},
    {OPTION_SUBBUF_SIZE, "subbuf-size", "BYTES", "bytes of a sub-buffer, a power of two (default: what fits, to 2M)"},
    {OPTION_SUBBUF_COUNT, "subbuf-count", "N", "sub-buffers per CPU, a power of two (default: what fits, to 8)"},
    {OPTION_BLOCKING, "blocking", "USEC", "longest wait of one event for room; 0: lose it (default: 10000000)"},
    {0, NULL, NULL, NULL},
};

static const struct cli_usage usage = {
    "record",
    "[--] PROGRAM [ARGUMENT...]",
    "Runs PROGRAM, which uses the TL memory manager's ABI, and records its memory events with LTTng. The exit code\n"
    "is PROGRAM's, 128+N after signal N; 125: the recording failed, 126: PROGRAM cannot be run, 127: not found.",
    options,
    true,
};

struct arguments {
    struct record_options record;
    bool report;
};

/* The range of a setting; `power` asks for a power of two. */
struct range {
    uint64_t least;
    uint64_t most;
    bool power;
};

static bool parse_in(const char *name, const char *text, struct range range, uint64_t *number)
{
    if (cli_parse_number(text, range.least, number) && *number <= range.most &&
        (!range.power || (*number & (*number - 1)) == 0)) {
        return true;
    }
    cli_usage_error("record", "--%s takes %s from %llu to %llu, not '%s'", name,
                    range.power ? "a power of two" : "a number", (unsigned long long)range.least,
                    (unsigned long long)range.most, text);
    return false;
}

static bool set_blocking(const char *text, int32_t *blocking)
{
    uint64_t number = 0;
    bool parsed = parse_in("blocking", text, (struct range){0, INT32_MAX, false}, &number);
    *blocking = (int32_t)number;
    return parsed;
}

static bool take_option(void *context, int letter, const char *text)
{
    struct arguments *arguments = context;
    struct record_options *record = &arguments->record;
    const struct range sizes = {(uint64_t)sysconf(_SC_PAGESIZE), UINT64_C(1) << 30, true};
    const struct range counts = {2, 1 << 16, true};
    switch (letter) {
    case 'o':
        record->output = text;
        return true;
    case 'f':
        record->force = true;
        return true;
    case 'p':
        record->preload = true;
        return true;
    case OPTION_HEAP:
        record->heap = true;
        return true;
    case OPTION_NO_REPORT:
        arguments->report = false;
        return true;
    case OPTION_SUBBUF_SIZE:
        return parse_in("subbuf-size", text, sizes, &record->subbuffer_size);
    case OPTION_SUBBUF_COUNT:
        return parse_in("subbuf-count", text, counts, &record->subbuffer_count);
    case OPTION_BLOCKING:
        return set_blocking(text, &record->blocking);
    default:
        return false;
    }
}

int cmd_record(int argc, char **argv)
{
    struct arguments arguments = {.record.blocking = RECORD_BLOCKING_DEFAULT, .report = true};
    struct record_result result;
    int exit_code = cli_parse(&usage, argc, argv, take_option, &arguments);
    if (exit_code < 0 && optind == argc) {
        exit_code = cli_usage_error("record", "no program given");
    }
    if (exit_code >= 0) {
        return exit_code;
    }
    const char *program = argv[optind];
    arguments.record.program = argv + optind;
    exit_code = record_program(&arguments.record, &result);
    if (exit_code == 0) {
        const bool noted = result.trace == NULL || run_file_write(&arguments.record, &result);
        bool complete = summary_finish(&result, program, arguments.report) && noted;
        exit_code = result.exit_code != 0 || complete ? result.exit_code : RECORD_EXIT_FAILED;
    }
    record_result_clear(&result);
    return exit_code;
}
