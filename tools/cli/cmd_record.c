/* SPDX-License-Identifier: MIT */
/* tlscope record [options] -- PROGRAM ARGS */
#include <getopt.h>

#include "check.h"
#include "cli.h"
#include "record_modes.h"
#include "run_file.h"
#include "summary.h"
#include "viewing.h"

enum { OPTION_NO_REPORT = RECORDING_LETTERS_END, OPTION_HEAP, OPTION_CUPTI, OPTION_VIEW };

static const struct cli_option options[] = {
    RECORDING_PLACE_OPTIONS,
    {OPTION_HEAP, "heap", NULL, "record malloc and free, too: memory lost before it was registered"},
    {OPTION_CUPTI, "cupti", NULL, "record what CUPTI sees of CUDA's devices: all allocations, kernels, copies"},
    {OPTION_NO_REPORT, "no-report", NULL, "leave out report.json"},
    {OPTION_VIEW, "view", NULL, "write view.html there and open it in the browser, as tlscope view does"},
    RECORD_MODE_OPTIONS,
    RECORDING_BUFFER_OPTIONS,
    {0, NULL, NULL, NULL},
};

static const struct cli_usage usage = {
    "record",
    "[--] PROGRAM [ARGUMENT...]",
    "Runs PROGRAM, which uses the TL memory manager's ABI, and records its memory events with LTTng.\n"
    "The exit code is PROGRAM's, 128+N after signal N; 125: the recording failed, 126: PROGRAM cannot be run, "
    "127: not found.",
    options,
    true,
};

struct arguments {
    struct record_options record;
    struct record_modes modes;
    bool report;
    bool view;
};

static bool take_option(void *context, int letter, const char *text)
{
    struct arguments *arguments = context;
    switch (letter) {
    case OPTION_HEAP:
        arguments->record.heap = true;
        return true;
    case OPTION_CUPTI:
        arguments->record.cupti = true;
        return true;
    case OPTION_NO_REPORT:
        arguments->report = false;
        return true;
    case OPTION_VIEW:
        arguments->view = true;
        return true;
    default:
        return letter >= RECORD_MODE_SNAPSHOT
                   ? record_modes_set_option(&arguments->modes, &arguments->record, &usage, letter, text)
                   : recording_set_option(&arguments->record, &usage, letter, text);
    }
}

/* Shows what was recorded. False when that failed. */
static bool show(const struct arguments *arguments, const struct record_result *result)
{
    const struct viewing viewing = {.what = result->directory, .format = VIEW_HTML, .open = true, .aside = true};
    if (!arguments->view || result->trace == NULL) {
        return true;
    }
    const int exit_code = viewing_do(&viewing);
    return exit_code == CLI_EXIT_GOOD || exit_code == CLI_EXIT_PARTLY;
}

/* False, after a message, where the first operand is no program but a number for the option before it. */
static bool is_program(int argc, char **argv)
{
    const struct cli_option *option = cli_set_apart(&usage, argc, argv);
    const char *word = argv[optind];
    if (option == NULL || word[0] < '0' || word[0] > '9' || check_is_in_path(word)) {
        return true;
    }
    cli_usage_error("record", "%s: no program in PATH; for --%s write --%s=%s", word, option->name, option->name, word);
    return false;
}

int cmd_record(int argc, char **argv)
{
    struct arguments arguments = {
        .record = {.blocking = RECORD_BLOCKING_DEFAULT, .snapshot_taken = run_file_write_snapshot}, .report = true};
    struct record_result result;
    int exit_code = cli_parse(&usage, argc, argv, take_option, &arguments);
    if (exit_code < 0 && !record_modes_finish(&arguments.modes, &arguments.record, &usage)) {
        exit_code = CLI_EXIT_USAGE;
    }
    if (exit_code < 0 && optind == argc) {
        exit_code = cli_usage_error("record", "no program given");
    }
    if (exit_code < 0 && !is_program(argc, argv)) {
        exit_code = CLI_EXIT_USAGE;
    }
    if (exit_code >= 0) {
        return exit_code;
    }
    if (arguments.view && !viewing_is_possible(VIEW_HTML)) {
        return RECORD_EXIT_FAILED;
    }
    const char *program = argv[optind];
    arguments.record.program = argv + optind;
    exit_code = record_program(&arguments.record, &result);
    if (exit_code == 0) {
        const bool noted = result.trace == NULL || run_file_write(&arguments.record, &result);
        bool complete = summary_finish(&result, program, arguments.report) && noted;
        complete = show(&arguments, &result) && complete;
        exit_code = result.exit_code != 0 || complete ? result.exit_code : RECORD_EXIT_FAILED;
    }
    record_result_clear(&result);
    return exit_code;
}
