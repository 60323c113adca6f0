/* SPDX-License-Identifier: MIT */
/* tlscope memcheck [options] -- PROGRAM ARGS */
#include <stdlib.h>

#include "check.h"
#include "checked_run.h"
#include "cli.h"
#include "command.h"
#include "memory.h"
#include "message.h"
#include "shell_word.h"

enum {
    OPTION_TRACK_ORIGINS = CHECKED_RUN_LETTERS_END,
    OPTION_NUM_CALLERS,
    OPTION_LEAK_CHECK,
    OPTION_GDB,
};

static const struct cli_option options[] = {
    RECORDING_PLACE_OPTIONS,
    CHECKED_RUN_OPTIONS("memcheck", "what memcheck is not to tell, as Valgrind has it; repeatable"),
    {OPTION_TRACK_ORIGINS, "track-origins", NULL, "tell where uninitialised values were made; twice as slow"},
    {OPTION_LEAK_CHECK, "leak-check", "scope|frame", "look for leaks at every exit of a scope or of a function, too"},
    {OPTION_NUM_CALLERS, "num-callers", "N", "frames of memcheck's stacks (default: 40)"},
    {OPTION_GDB, "gdb", NULL, "stop at the first error and wait for gdb"},
    RECORDING_BUFFER_OPTIONS,
    {0, NULL, NULL, NULL},
};

static const struct cli_usage usage = {
    "memcheck",
    "[--] PROGRAM [ARGUMENT...]",
    "Runs PROGRAM under Valgrind's memcheck, records its memory events with LTTng at the same time, and joins "
    "both.\n"
    "The exit code is 24 when there are findings of severity error, else PROGRAM's, 128+N after signal N; 125: no"
    " Valgrind, or the recording failed, 126: PROGRAM cannot be run, 127: not found.",
    options,
    true,
};

struct arguments {
    struct checked_run run;
    struct memcheck_command command;
};

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
    if (!checked_run_take_suppressions(&usage, path)) {
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
    case OPTION_TRACK_ORIGINS:
        arguments->command.track_origins = true;
        return true;
    case OPTION_LEAK_CHECK:
        return set_leak_check(&arguments->run.record, text);
    case OPTION_NUM_CALLERS:
        return checked_run_take_number(&usage, "num-callers", text, 1, MEMCHECK_CALLERS_MOST,
                                       &arguments->command.callers);
    case CHECKED_RUN_LETTER_SUPPRESSIONS:
        return add_suppressions(&arguments->command, text);
    case OPTION_GDB:
        arguments->command.gdb = true;
        return true;
    default:
        return checked_run_set_option(&arguments->run, &usage, letter, text);
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
    char *own = memcheck_own_suppressions();
    if (own == NULL) {
        message("share/tlscope/tlscope.supp is not beside the tool: LTTng's own blocks will be told; install tlscope "
                "whole, or build it");
    }
    arguments->command.suppressions = own;
    arguments->run.record.started = arguments->command.gdb ? tell_gdb : NULL;
    const int exit_code = checked_run_do(&arguments->run, memcheck_words(&arguments->command), "memcheck.<pid>.xml");
    free(own);
    return exit_code;
}

int cmd_memcheck(int argc, char **argv)
{
    struct arguments arguments = {.command.callers = MEMCHECK_CALLERS_DEFAULT};
    checked_run_begin(&arguments.run);
    int exit_code = checked_run_parse(&arguments.run, &usage, argc, argv, take_option, &arguments);
    if (exit_code < 0 && !check_is_in_path("valgrind")) {
        message("valgrind is not in PATH; install it (Debian: apt-get install valgrind)");
        exit_code = RECORD_EXIT_FAILED;
    }
    if (exit_code < 0) {
        exit_code = run(&arguments);
    }
    free(arguments.command.more);
    return exit_code;
}
