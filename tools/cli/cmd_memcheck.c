/* SPDX-License-Identifier: MIT */
/* tlscope memcheck [options] -- PROGRAM ARGS */
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "cli.h"
#include "command.h"
#include "memcheck_summary.h"
#include "memory.h"
#include "message.h"
#include "recording.h"
#include "shell_word.h"

enum {
    OPTION_NO_TRACE = RECORDING_LETTERS_END,
    OPTION_TRACK_ORIGINS,
    OPTION_NUM_CALLERS,
    OPTION_SUPPRESSIONS,
    OPTION_LEAK_CHECK,
    OPTION_GDB,
    OPTION_ERROR_EXITCODE,
};

static const struct cli_option options[] = {
    RECORDING_PLACE_OPTIONS,
    {OPTION_NO_TRACE, "no-trace", NULL, "leave out the LTTng trace: memcheck's findings alone"},
    {OPTION_TRACK_ORIGINS, "track-origins", NULL, "tell where uninitialised values were made; twice as slow"},
    {OPTION_LEAK_CHECK, "leak-check", "scope|frame", "look for leaks at every exit of a scope or of a function, too"},
    {OPTION_NUM_CALLERS, "num-callers", "N", "frames of memcheck's stacks (default: 40)"},
    {OPTION_SUPPRESSIONS, "suppressions", "FILE", "what memcheck is not to tell, as Valgrind has it; repeatable"},
    {OPTION_GDB, "gdb", NULL, "stop at the first error and wait for gdb"},
    {OPTION_ERROR_EXITCODE, "error-exitcode", "N", "exit code when there are findings; 0: PROGRAM's (default: 24)"},
    RECORDING_BUFFER_OPTIONS,
    {0, NULL, NULL, NULL},
};

static const struct cli_usage usage = {
    "memcheck",
    "[--] PROGRAM [ARGUMENT...]",
    "Runs PROGRAM under Valgrind's memcheck, records its memory events with LTTng at the same time, and joins both.\n"
    "The exit code is 24 when there are findings of severity error, else PROGRAM's, 128+N after signal N; 125: no\n"
    "Valgrind, or the recording failed, 126: PROGRAM cannot be run, 127: not found.",
    options,
    true,
};

enum { ERROR_EXITCODE = 24 };

struct arguments {
    struct record_options record;
    struct memcheck_command command;
    uint64_t error_exitcode;
};

static bool set_number(const char *name, const char *text, uint64_t least, uint64_t most, uint64_t *number)
{
    if (cli_parse_number(text, least, number) && *number <= most) {
        return true;
    }
    cli_usage_error("memcheck", "--%s takes a number from %llu to %llu, not '%s'", name, (unsigned long long)least,
                    (unsigned long long)most, text);
    return false;
}

static bool set_leak_check(struct record_options *record, const char *text)
{
    static const char *const settings[] = {"leak_check=scope", "leak_check=frame"};
    if (!cli_is_choice(&usage, OPTION_LEAK_CHECK, text)) {
        return false;
    }
    record->settings = settings[text[0] == 'f'];
    return true;
}

static bool add_suppressions(struct memcheck_command *command, const char *path)
{
    if (access(path, R_OK) != 0) {
        cli_usage_error("memcheck", "--suppressions takes a file, and '%s' is none that can be read", path);
        return false;
    }
    command->more = memory_resize(command->more, command->more_count + 1, sizeof *command->more);
    command->more[command->more_count++] = path;
    return true;
}

static bool take_option(void *context, int letter, const char *text)
{
    struct arguments *arguments = context;
    switch (letter) {
    case OPTION_NO_TRACE:
        arguments->record.untraced = true;
        return true;
    case OPTION_TRACK_ORIGINS:
        arguments->command.track_origins = true;
        return true;
    case OPTION_LEAK_CHECK:
        return set_leak_check(&arguments->record, text);
    case OPTION_NUM_CALLERS:
        return set_number("num-callers", text, 1, MEMCHECK_CALLERS_MOST, &arguments->command.callers);
    case OPTION_SUPPRESSIONS:
        return add_suppressions(&arguments->command, text);
    case OPTION_GDB:
        arguments->command.gdb = true;
        return true;
    case OPTION_ERROR_EXITCODE:
        return set_number("error-exitcode", text, 0, 255, &arguments->error_exitcode);
    default:
        return recording_set_option(&arguments->record, &usage, letter, text);
    }
}

static void tell_gdb(const char *program, pid_t pid)
{
    char *word = shell_word(program);
    message("at the first error the program stops and waits; in another terminal, then:");
    message("  gdb %s", word);
    message("  (gdb) target remote | vgdb --pid=%ld", (long)pid);
    message("to end it instead: kill -9 %ld", (long)pid);
    free(word);
}

static int run(struct arguments *arguments)
{
    struct record_result result;
    char *own = memcheck_own_suppressions();
    if (own == NULL) {
        message("share/tlscope/tlscope.supp is not beside the tool: LTTng's own blocks will be told; install tlscope "
                "whole, or build it");
    }
    arguments->command.suppressions = own;
    char **words = memcheck_words(&arguments->command);
    arguments->record.under = words;
    arguments->record.started = arguments->command.gdb ? tell_gdb : NULL;
    arguments->record.blocking = arguments->record.untraced ? 0 : arguments->record.blocking;
    int exit_code = record_program(&arguments->record, &result);
    if (exit_code == 0) {
        exit_code =
            memcheck_summary_exit(&arguments->record, &result, "memcheck.<pid>.xml", (int)arguments->error_exitcode);
    }
    record_result_clear(&result);
    memcheck_words_free(words);
    free(own);
    return exit_code;
}

int cmd_memcheck(int argc, char **argv)
{
    struct arguments arguments = {.record.blocking = RECORD_BLOCKING_DEFAULT,
                                  .command.callers = MEMCHECK_CALLERS_DEFAULT,
                                  .error_exitcode = ERROR_EXITCODE};
    int exit_code = cli_parse(&usage, argc, argv, take_option, &arguments);
    if (exit_code < 0 && optind == argc) {
        exit_code = cli_usage_error("memcheck", "no program given");
    }
    if (exit_code < 0 && !check_is_in_path("valgrind")) {
        message("valgrind is not in PATH; install it (Debian: apt-get install valgrind)");
        exit_code = RECORD_EXIT_FAILED;
    }
    if (exit_code < 0) {
        arguments.record.program = argv + optind;
        exit_code = run(&arguments);
    }
    free(arguments.command.more);
    return exit_code;
}
