/* SPDX-License-Identifier: MIT */
#include "checked_run.h"

#include <getopt.h>
#include <unistd.h>

#include "command.h"
#include "memcheck_summary.h"

enum { ERROR_EXITCODE = 24, EXITCODE_MOST = 255 };

void checked_run_begin(struct checked_run *run)
{
    *run = (struct checked_run){.record.blocking = RECORD_BLOCKING_DEFAULT, .error_exitcode = ERROR_EXITCODE};
}

int checked_run_parse(struct checked_run *run, const struct cli_usage *usage, int argc, char **argv,
                      cli_option_taker *take_option, void *context)
{
    const int exit_code = cli_parse(usage, argc, argv, take_option, context);
    if (exit_code < 0 && optind == argc) {
        return cli_usage_error(usage->command, "no program given");
    }
    run->record.program = argv + optind;
    return exit_code;
}

bool checked_run_take_number(const struct cli_usage *usage, const char *name, const char *text, uint64_t least,
                             uint64_t most, uint64_t *number)
{
    if (cli_parse_number(text, least, number) && *number <= most) {
        return true;
    }
    cli_usage_error(usage->command, "--%s takes a number from %llu to %llu, not '%s'", name, (unsigned long long)least,
                    (unsigned long long)most, text);
    return false;
}

bool checked_run_take_suppressions(const struct cli_usage *usage, const char *path)
{
    if (access(path, R_OK) != 0) {
        cli_usage_error(usage->command, "--suppressions takes a file, and '%s' is none that can be read", path);
        return false;
    }
    return true;
}

bool checked_run_set_option(struct checked_run *run, const struct cli_usage *usage, int letter, const char *text)
{
    switch (letter) {
    case CHECKED_RUN_LETTER_NO_TRACE:
        run->record.untraced = true;
        return true;
    case CHECKED_RUN_LETTER_ERROR_EXITCODE:
        return checked_run_take_number(usage, "error-exitcode", text, 0, EXITCODE_MOST, &run->error_exitcode);
    default:
        return recording_set_option(&run->record, usage, letter, text);
    }
}

int checked_run_do(struct checked_run *run, char **words, const char *findings)
{
    struct record_result result;
    run->record.under = words;
    run->record.blocking = run->record.untraced ? 0 : run->record.blocking;
    int exit_code = record_program(&run->record, &result);
    if (exit_code == 0) {
        exit_code = memcheck_summary_exit(&run->record, &result, findings, (int)run->error_exitcode);
    }
    record_result_clear(&result);
    memcheck_words_free(words);
    return exit_code;
}
