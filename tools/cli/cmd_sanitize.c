/* SPDX-License-Identifier: MIT */
/* tlscope sanitize [options] -- PROGRAM ARGS */
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli.h"
#include "command.h"
#include "memcheck_summary.h"
#include "message.h"
#include "recording.h"
#include "sanitizer.h"

enum {
    OPTION_NO_TRACE = RECORDING_LETTERS_END,
    OPTION_PADDING,
    OPTION_SUPPRESSIONS,
    OPTION_ERROR_EXITCODE,
};

static const struct cli_option options[] = {
    RECORDING_PLACE_OPTIONS,
    {OPTION_NO_TRACE, "no-trace", NULL, "leave out the LTTng trace: compute-sanitizer's findings alone"},
    {OPTION_PADDING, "padding", "BYTES", "keep so much behind each allocation that nobody may touch (default: 0)"},
    {OPTION_SUPPRESSIONS, "suppressions", "FILE", "what is not to be told, as compute-sanitizer has it in XML"},
    {OPTION_ERROR_EXITCODE, "error-exitcode", "N", "exit code when there are findings; 0: PROGRAM's (default: 24)"},
    RECORDING_BUFFER_OPTIONS,
    {0, NULL, NULL, NULL},
};

static const struct cli_usage usage = {
    "sanitize",
    "[--] PROGRAM [ARGUMENT...]",
    "Runs PROGRAM under NVIDIA's compute-sanitizer, records its memory events with LTTng at the same time, and joins "
    "both.\n"
    "The exit code is 24 when there are findings of severity error, else compute-sanitizer's, 128+N after signal N; "
    "125: no\n"
    "compute-sanitizer, or the recording failed.",
    options,
    true,
};

enum { ERROR_EXITCODE = 24, EXITCODE_MOST = 255 };

struct arguments {
    struct record_options record;
    struct sanitizer_command command;
    uint64_t error_exitcode;
};

static bool set_number(const char *name, const char *text, uint64_t most, uint64_t *number)
{
    if (cli_parse_number(text, 0, number) && *number <= most) {
        return true;
    }
    cli_usage_error("sanitize", "--%s takes a number from 0 to %llu, not '%s'", name, (unsigned long long)most, text);
    return false;
}

static bool set_suppressions(struct sanitizer_command *command, const char *path)
{
    if (access(path, R_OK) != 0) {
        cli_usage_error("sanitize", "--suppressions takes a file, and '%s' is none that can be read", path);
        return false;
    }
    command->suppressions = path;
    return true;
}

static bool take_option(void *context, int letter, const char *text)
{
    struct arguments *arguments = context;
    switch (letter) {
    case OPTION_NO_TRACE:
        arguments->record.untraced = true;
        return true;
    case OPTION_PADDING:
        return set_number("padding", text, UINT32_MAX, &arguments->command.padding);
    case OPTION_SUPPRESSIONS:
        return set_suppressions(&arguments->command, text);
    case OPTION_ERROR_EXITCODE:
        return set_number("error-exitcode", text, EXITCODE_MOST, &arguments->error_exitcode);
    default:
        return recording_set_option(&arguments->record, &usage, letter, text);
    }
}

static int run(struct arguments *arguments)
{
    struct record_result result;
    char **words = sanitizer_words(&arguments->command);
    arguments->record.under = words;
    arguments->record.blocking = arguments->record.untraced ? 0 : arguments->record.blocking;
    int exit_code = record_program(&arguments->record, &result);
    if (exit_code == 0) {
        exit_code =
            memcheck_summary_exit(&arguments->record, &result, "sanitizer.<pid>.log", (int)arguments->error_exitcode);
    }
    record_result_clear(&result);
    memcheck_words_free(words);
    return exit_code;
}

int cmd_sanitize(int argc, char **argv)
{
    struct arguments arguments = {.record.blocking = RECORD_BLOCKING_DEFAULT, .error_exitcode = ERROR_EXITCODE};
    int exit_code = cli_parse(&usage, argc, argv, take_option, &arguments);
    if (exit_code < 0 && optind == argc) {
        exit_code = cli_usage_error("sanitize", "no program given");
    }
    char *tool = exit_code < 0 ? sanitizer_find() : NULL;
    if (exit_code < 0 && !tool) {
        message("compute-sanitizer is neither in PATH nor in /usr/local/cuda; install it with NVIDIA's CUDA toolkit, "
                "11.3 or "
                "later (package cuda-sanitizer; Debian: nvidia-cuda-toolkit)");
        exit_code = RECORD_EXIT_FAILED;
    }
    if (exit_code < 0) {
        arguments.command.tool = tool;
        arguments.record.program = argv + optind;
        exit_code = run(&arguments);
    }
    free(tool);
    return exit_code;
}
