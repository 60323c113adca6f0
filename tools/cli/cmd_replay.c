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
#include "reading.h"
#include "settings.h"

static const struct cli_option options[] = {
    {'p', "process", "PID", "replay this process (default: the first of the trace)"},
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
    uint64_t process; /* 0: the first */
    const char *under;
    enum trace_reader reader;
};

static bool take_option(void *context, int letter, const char *text)
{
    struct arguments *arguments = context;
    switch (letter) {
    case 'p':
        if (cli_parse_number(text, 1, &arguments->process)) {
            return true;
        }
        cli_usage_error("replay", "--process takes a process id, not '%s'", text);
        return false;
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
static void tell_process(const struct compiled *compiled)
{
    const char *program = compiled->program != NULL ? compiled->program : "its start is not in the trace";
    fprintf(stderr, "tlscope: replaying process %llu (%s)", (unsigned long long)compiled->process, program);
    if (compiled->processes > 1) {
        fprintf(stderr, ", one of %u in the trace; --process PID takes another", compiled->processes);
    }
    fputc('\n', stderr);
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
static int judge(const struct compiled *compiled, const struct arguments *arguments)
{
    if (compiled->script < 0) {
        fprintf(stderr, "tlscope: the script cannot be written to %s: %s; TMPDIR names another folder\n",
                getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp", strerror(errno));
        return REPLAY_EXIT_FAILED;
    }
    tell_issues(&compiled->trace);
    if (compiled->events == 0) {
        if (arguments->process != 0 && compiled->trace.events != 0) {
            fprintf(stderr, "tlscope: the trace has no process %llu\n", (unsigned long long)arguments->process);
        }
        reading_tell_no_trace(compiled->trace.traces, "there is nothing to replay");
        return REPLAY_EXIT_UNREADABLE;
    }
    if (compiled->partial) {
        fprintf(stderr,
                "tlscope: it was recorded with --sample, a filter or --summary, or its beginning was overwritten "
                "(--snapshot): what is left cannot be replayed; record it whole\n");
        return REPLAY_EXIT_UNREADABLE;
    }
    tell_process(compiled);
    return -1;
}

int cmd_replay(int argc, char **argv)
{
    struct arguments arguments = {0};
    struct compiled compiled;
    int exit_code = cli_parse(&usage, argc, argv, take_option, &arguments);
    if (exit_code >= 0) {
        return exit_code;
    }
    arguments.trace = cli_only_operand(&usage, argc, argv, "trace");
    if (arguments.trace == NULL) {
        return CLI_EXIT_USAGE;
    }
    const char *user = getenv("TLSCOPE_OPTIONS");
    compile_trace(arguments.trace, arguments.process, settings_change_rules(user), arguments.reader, &compiled);
    exit_code = judge(&compiled, &arguments);
    if (exit_code < 0) {
        const char *recorded = compiled.settings != NULL ? compiled.settings : "";
        char *merged = settings_merge(recorded, user, arguments.under != NULL, compiled.statements);
        exit_code = merged != NULL ? launch_player(compiled.script, arguments.under, merged) : REPLAY_EXIT_FAILED;
        free(merged);
    }
    compiled_clear(&compiled);
    return exit_code;
}
