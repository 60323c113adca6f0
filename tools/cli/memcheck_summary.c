/* SPDX-License-Identifier: MIT */
#include "memcheck_summary.h"

#include <stdio.h>
#include <stdlib.h>

#include "colour.h"
#include "message.h"
#include "reading.h"
#include "summary.h"

static void say_events(const struct record_result *result, const struct report_summary *summary)
{
    if (result->trace == NULL) {
        message("no event of the memory manager arrived: what memcheck found stands alone (link the program with "
                "-ltlscope, or use --preload)");
        return;
    }
    message(
        "%llu events recorded, %llu lost", (unsigned long long)summary->events,
        (unsigned long long)(summary->events_lost > result->events_lost ? summary->events_lost : result->events_lost));
}

static bool write_report(const struct record_result *result, const struct report *report)
{
    char *path = NULL;
    bool made =
        asprintf(&path, "%s/report.json", result->directory) >= 0 && reading_write(report, report_write_json, path);
    free(path);
    return made;
}

bool memcheck_summary_finish(const struct record_result *result, const char *program, bool traced, uint64_t *errors)
{
    summary_say_end(result, program);
    summary_say_faults(result);
    struct report *report = reading_read(result->directory);
    const struct report_summary summary = report_summary(report);
    *errors = summary.errors;
    if (traced) {
        say_events(result, &summary);
    }
    if (summary.memchecked == 0) {
        message("memcheck left no memcheck.<pid>.xml in %s: Valgrind itself failed, see above", result->directory);
    }
    const bool made = write_report(result, report) && report_write_memcheck_text(report, stderr, colour_wanted(stderr));
    fputc('\n', stderr);
    summary_say_where(result, made);
    report_free(report);
    return result->fault == RECORD_FAULT_NONE && summary.memchecked > 0 && made;
}
