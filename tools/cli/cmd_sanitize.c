/* SPDX-License-Identifier: MIT */
/* tlscope sanitize [options] -- PROGRAM ARGS */
#include <stdlib.h>

#include "checked_run.h"
#include "cli.h"
#include "message.h"
#include "sanitizer.h"

enum { OPTION_PADDING = CHECKED_RUN_LETTERS_END };

static const struct cli_option options[] = {
    RECORDING_PLACE_OPTIONS,
    CHECKED_RUN_OPTIONS("compute-sanitizer", "what is not to be told, as compute-sanitizer has it in XML"),
    {OPTION_PADDING, "padding", "BYTES", "keep so much behind each allocation that nobody may touch (default: 0)"},
    RECORDING_BUFFER_OPTIONS,
    {0, NULL, NULL, NULL},
};

static const struct cli_usage usage = {
    "sanitize",
    "[--] PROGRAM [ARGUMENT...]",
    "Runs PROGRAM under NVIDIA's compute-sanitizer, records its memory events with LTTng at the same time, and "
    "joins both.\n"
    "The exit code is 24 when there are findings of severity error, else compute-sanitizer's, 128+N after signal "
    "N; 125: no compute-sanitizer, or the recording failed.",
    options,
    true,
};

struct arguments {
    struct checked_run run;
    struct sanitizer_command command;
};

static bool take_option(void *context, int letter, const char *text)
{
    struct arguments *arguments = context;
    switch (letter) {
    case OPTION_PADDING:
        return checked_run_take_number(&usage, "padding", text, 0, UINT32_MAX, &arguments->command.padding);
    case CHECKED_RUN_LETTER_SUPPRESSIONS:
        arguments->command.suppressions = text;
        return checked_run_take_suppressions(&usage, text);
    default:
        return checked_run_set_option(&arguments->run, &usage, letter, text);
    }
}

int cmd_sanitize(int argc, char **argv)
{
    struct arguments arguments = {0};
    checked_run_begin(&arguments.run);
    int exit_code = checked_run_parse(&arguments.run, &usage, argc, argv, take_option, &arguments);
    char *tool = exit_code < 0 ? sanitizer_find() : NULL;
    if (exit_code < 0 && !tool) {
        message("compute-sanitizer is neither in PATH nor in /usr/local/cuda; install it with NVIDIA's CUDA toolkit, "
                "11.3 or "
                "later (package cuda-sanitizer; Debian: nvidia-cuda-toolkit)");
        exit_code = RECORD_EXIT_FAILED;
    }
    if (exit_code < 0) {
        arguments.command.tool = tool;
        exit_code = checked_run_do(&arguments.run, sanitizer_words(&arguments.command), "sanitizer.<pid>.log");
    }
    free(tool);
    return exit_code;
}
