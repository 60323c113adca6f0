/* SPDX-License-Identifier: MIT */
/* tlscope replay [options] TRACE */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "compile.h"
#include "launch.h"
#include "process_option.h"
#include "reading.h"
#include "settings.h"

static const struct cli_option options[] = {
    {'p', "process", "PID", "this process, or PID:N, the Nth program it ran (default: the first that made calls)"},
    {'u', "under", "COMMAND", "run the replay under COMMAND, such as 'valgrind --leak-check=full'"},
    READING_READER_OPTION,
    {0, NULL, NULL, NULL},
};

static const struct cli_usage usage = {
    "replay",
    "TRACE",
    "Makes the calls of a recorded process again, with the same allocations, and compares where they end: under "
    "another tool, with other TLSCOPE_OPTIONS, or recorded anew with 'tlscope record -- tlscope replay TRACE'.\n"
    "The exit code is 0: the counters are the recorded ones, 1: nothing could be read, 2: the command line is "
    "wrong, 3: events are missing, what there was is replayed, 4: it could not be replayed, 5: the counters "
    "differ.",
    options,
    false,
};

struct arguments {
    const char *trace;
    struct process_wish process;
    const char *under;
    enum trace_reader reader;
};

static bool take_option(void *context, int letter, const char *text)
{
    struct arguments *arguments = context;
    switch (letter) {
    case 'p':
        return process_option_set(&arguments->process, &usage, text);
    case 'u':
        arguments->under = text;
        return true;
    case READING_LETTER_READER:
        return reading_set_reader(&arguments->reader, &usage, text);
    default:
        return false;
    }
}

static void tell_issues(const struct trace_result *trace)
{
    for (size_t i = 0; i < trace->issue_count && i < TRACE_ISSUES_MAX; i++) {
        fprintf(stderr, "tlscope: %s\n", trace->issues[i]);
    }
}

/* What is replayed, and what is known to be missing. */
static void tell_process(const struct compiled *compiled, const struct process_list *list,
                         const struct arguments *arguments)
{
    fputs("tlscope: replaying process ", stderr);
    process_list_tell_one(list, process_list_find(list, &arguments->process), stderr);
    process_option_tell_others(list, &arguments->process);
    if (compiled->events_missing != 0) {
        fprintf(stderr, "tlscope: %llu of its events were lost: what they did is not replayed\n",
                (unsigned long long)compiled->events_missing);
    }
    if (compiled->unknown != 0) {
        fprintf(stderr, "tlscope: no event tells what %llu of its objects are: small blocks stand for them\n",
                (unsigned long long)compiled->unknown);
    }
    if (compiled->after_end != 0) {
        fprintf(stderr, "tlscope: %llu events came after its end: they are left out\n",
                (unsigned long long)compiled->after_end);
    }
}

/* -1 when there is something to play, else an exit code. */
static int judge(const struct compiled *compiled, const struct process_list *list, const struct arguments *arguments)
{
    if (compiled->script < 0) {
        fprintf(stderr, "tlscope: the script cannot be written to %s: %s; TMPDIR names another folder\n",
                getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp", strerror(errno));
        return REPLAY_EXIT_FAILED;
    }
    tell_issues(&compiled->trace);
    if (compiled->events == 0) {
        reading_tell_no_trace(arguments->trace, compiled->trace.traces, "there is nothing to replay");
        return REPLAY_EXIT_UNREADABLE;
    }
    if (compiled->partial) {
        fprintf(stderr,
                "tlscope: it was recorded with --sample, a filter or --summary, or its beginning was overwritten "
                "(--snapshot): what is left cannot be replayed; record it whole\n");
        return REPLAY_EXIT_UNREADABLE;
    }
    tell_process(compiled, list, arguments);
    return -1;
}

/* Becomes the player; returns an exit code where it cannot. */
static int replay(const struct arguments *arguments, const struct process_list *list)
{
    const char *user = getenv("TLSCOPE_OPTIONS");
    struct compiled compiled;
    struct process_wish wish = {0};
    if (list->count > 0) {
        if (!process_option_fits(list, &arguments->process)) {
            return REPLAY_EXIT_UNREADABLE;
        }
        const struct listed_process *process = &list->items[process_list_find(list, &arguments->process)];
        wish = (struct process_wish){process->pid, process->turn};
    }
    compile_trace(arguments->trace, wish, settings_change_rules(user), arguments->reader, &compiled);
    int exit_code = judge(&compiled, list, arguments);
    if (exit_code < 0) {
        const char *recorded = compiled.settings != NULL ? compiled.settings : "";
        char *merged = settings_merge(recorded, user, arguments->under != NULL, compiled.statements);
        exit_code = merged != NULL ? launch_player(compiled.script, arguments->under, merged) : REPLAY_EXIT_FAILED;
        free(merged);
    }
    compiled_clear(&compiled);
    return exit_code;
}

int cmd_replay(int argc, char **argv)
{
    struct arguments arguments = {0};
    int exit_code = cli_parse(&usage, argc, argv, take_option, &arguments);
    if (exit_code >= 0) {
        return exit_code;
    }
    arguments.trace = cli_only_operand(&usage, argc, argv, "trace");
    if (arguments.trace == NULL) {
        return CLI_EXIT_USAGE;
    }
    struct process_list list = compile_list(arguments.trace, arguments.reader);
    exit_code = replay(&arguments, &list);
    process_list_free(&list);
    return exit_code;
}
