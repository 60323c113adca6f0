/* SPDX-License-Identifier: MIT */
#include "memcheck_summary.h"

#include <stdio.h>
#include <stdlib.h>

#include "colour.h"
#include "message.h"
#include "reading.h"
#include "run_file.h"
#include "summary.h"
#include "text_words.h"

static void say_events(const struct record_result *result, const struct report_summary *summary)
{
    if (result->trace == NULL) {
        message(
            "no event of the memory manager arrived: what the memory checker found stands alone (link the program with "
            "-ltlscope, or use --preload)");
        return;
    }
    const uint64_t lost = summary->events_lost > result->events_lost ? summary->events_lost : result->events_lost;
    message("%s event%s recorded", words_grouped(summary->events).text, words_plural(summary->events));
    message("%s event%s lost", words_grouped(lost).text, words_plural(lost));
}

static bool write_report(const struct record_result *result, const struct report *report)
{
    char *path = NULL;
    bool made =
        asprintf(&path, "%s/report.json", result->directory) >= 0 && reading_write(report, report_write_json, path);
    free(path);
    return made;
}

/* Whether the program ran at all; exit codes of a memory checker that failed are none of the program's. */
static bool has_run(const struct record_result *result, const struct report_summary *summary)
{
    return result->trace != NULL || result->signal != 0 || summary->memcheck_began;
}

/* False when the recording is not complete. */
static bool tell(const struct record_options *options, const struct record_result *result, const char *file,
                 const struct report *report)
{
    const struct report_summary summary = report_summary(report);
    summary_say_end(result, options->program[0]);
    summary_say_faults(result);
    if (!options->untraced) {
        say_events(result, &summary);
    }
    if (summary.memchecked == 0) {
        message("the memory checker left no %s in %s: it failed itself, see above", file, result->directory);
    }
    char *more = reading_command_for_all(result->directory);
    const struct report_style style = {.coloured = colour_wanted(stderr), .more = more};
    const bool made = write_report(result, report) && report_write_memcheck_text(report, stderr, &style);
    free(more);
    fputc('\n', stderr);
    summary_say_where(result, made);
    return result->fault == RECORD_FAULT_NONE && summary.memcheck_whole && made;
}

int memcheck_summary_exit(const struct record_options *options, const struct record_result *result, const char *file,
                          int error_exitcode)
{
    const bool noted = run_file_write(options, result);
    struct report *report = reading_read(result->directory);
    const struct report_summary summary = report_summary(report);
    const bool ran = has_run(result, &summary);
    bool complete = false;
    if (ran) {
        complete = tell(options, result, file, report) && noted;
    } else {
        message("the memory checker did not run %s: it ended by itself with exit code %d, see above",
                options->program[0], result->exit_code);
    }
    report_free(report);
    if (!ran) {
        return RECORD_EXIT_FAILED;
    }
    if (result->signal == 0 && summary.errors > 0 && error_exitcode != 0) {
        return error_exitcode;
    }
    return result->exit_code != 0 || complete ? result->exit_code : RECORD_EXIT_FAILED;
}
