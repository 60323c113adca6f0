/* SPDX-License-Identifier: MIT */
#include "summary.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "called_as.h"
#include "message.h"
#include "reading.h"
#include "shell_word.h"
#include "text_words.h"

void summary_say_end(const struct record_result *result, const char *program)
{
    if (result->signal != 0) {
        const int signal = result->signal;
        const char *name = sigabbrev_np(signal);
        message("%s (pid %ld) was ended by signal %d (SIG%s) after %.1f s", program, (long)result->pid, signal,
                name != NULL ? name : "?", result->seconds);
        if (signal == SIGABRT || signal == SIGSEGV || signal == SIGBUS) {
            message("if memory was freed behind the manager's back, recording again with --heap tells where; who uses "
                    "freed memory, '%s memcheck' tells",
                    called_as());
        }
    } else {
        message("%s (pid %ld) ended with exit code %d after %.1f s", program, (long)result->pid, result->exit_code,
                result->seconds);
    }
}

/* The path as seen from the working directory where it is below that. Borrowed from `path`. */
static const char *short_path(const char *path)
{
    char *here = getcwd(NULL, 0);
    size_t length = here != NULL ? strlen(here) : 0;
    bool below = length > 1 && strncmp(path, here, length) == 0 && path[length] == '/';
    free(here);
    return below ? path + length + 1 : path;
}

static void say_no_event(const char *program)
{
    const char *options = getenv("TLSCOPE_OPTIONS");
    if (options != NULL && strstr(options, "trace=0") != NULL) {
        message("no event arrived: TLSCOPE_OPTIONS says trace=0");
        return;
    }
    message("no event arrived: neither %s nor a child of it used libtlscope.so (link it with -ltlscope, or record it "
            "with --preload), or the runtime in it found no libtlscope-tracepoints.so or no LTTng: '%s doctor' tells",
            program, called_as());
}

/* Where there is no trace at all. */
static void say_no_trace(const struct record_result *result, const char *program)
{
    if (result->fault != RECORD_FAULT_NONE) {
        message("%s; nothing of the trace is left", record_fault_text(result->fault));
    } else if (result->snapshot_failed) {
        message("no snapshot could be written: there is no trace");
    } else {
        say_no_event(program);
    }
}

static void say_running(const struct record_result *result)
{
    const size_t count = result->running_count;
    if (count == 1) {
        message("a process of it still runs (pid %ld): what it does from now on is not recorded",
                (long)result->running[0]);
    } else if (count > 1) {
        message("%zu%s processes of it still run (the first is pid %ld): what they do from now on is not recorded",
                count, count == RECORD_RUNNING_MOST ? " or more" : "", (long)result->running[0]);
    }
}

void summary_say_faults(const struct record_result *result)
{
    say_running(result);
    if (result->fault != RECORD_FAULT_NONE) {
        message("%s; the trace holds what came before", record_fault_text(result->fault));
    }
    if (result->snapshot_failed) {
        message("not every snapshot could be written");
    }
    if (result->recovered) {
        message(
            "a process was killed inside an event: the buffers of its CPU took no more from there on; what they held "
            "is in trace/recovered");
    }
}

static void say_loss(const struct record_result *result, uint64_t lost)
{
    if (result->fault != RECORD_FAULT_NONE) {
        message("how many events are lost is not known"); /* LTTng counts only while it runs */
        return;
    }
    message("%s event%s lost", words_grouped(lost).text, words_plural(lost));
    if (lost != 0 && !result->recovered) {
        message("to lose none: --blocking 10000000, or larger buffers with --subbuf-size and --subbuf-count");
    }
}

static void say_heap(const struct record_result *result, const struct report_summary *summary)
{
    const uint64_t lost =
        summary->heap_events_lost > result->heap_events_lost ? summary->heap_events_lost : result->heap_events_lost;
    if (summary->heap_events == 0) {
        message("no event of malloc or free arrived: the program has a malloc of its own, which cannot be watched");
        return;
    }
    message("%s event%s of malloc and free recorded", words_grouped(summary->heap_events).text,
            words_plural(summary->heap_events));
    message("%s event%s of malloc and free lost", words_grouped(lost).text, words_plural(lost));
    message("%s block%s (%s) never registered and lost, %s object%s freed behind the manager's back",
            words_grouped(summary->lost_blocks).text, words_plural(summary->lost_blocks),
            words_size(summary->lost_bytes).text, words_grouped(summary->freed_behind).text,
            words_plural(summary->freed_behind));
}

/* " (2.5 KiB)" after as many objects. */
static struct words_text in_brackets(uint64_t objects, uint64_t bytes)
{
    struct words_text words;
    const bool unknown = objects > 0 && bytes == 0;
    snprintf(words.text, sizeof words.text, " (%.40s)", unknown ? "of unknown size" : words_size(bytes).text);
    return words;
}

/* What a process was using when it was killed is no leak, but nor does it show that none is one. */
static void say_killed(const struct report_summary *summary)
{
    if (summary->killed == 0) {
        return;
    }
    if (summary->used_in_part && summary->used_objects == 0) {
        message("not certain: %llu process%s did not end normally; what was in use then, and what of it leaked, is not "
                "known",
                (unsigned long long)summary->killed, summary->killed == 1 ? "" : "es");
    } else {
        message("not certain: %llu process%s did not end normally, with %s%s object%s%s in use; which of "
                "them leaked is not known",
                (unsigned long long)summary->killed, summary->killed == 1 ? "" : "es",
                summary->used_in_part ? "at least " : "", words_grouped(summary->used_objects).text,
                words_plural(summary->used_objects), in_brackets(summary->used_objects, summary->used_bytes).text);
    }
}

/* Of which objects the leaks are, where not of all. */
static const char *of_which(const struct report_summary *summary)
{
    return summary->selections != 0 && summary->in_part != 0 ? "of the objects looked at and still told of, "
           : summary->selections != 0                        ? "of the objects looked at, "
           : summary->in_part != 0                           ? "of the objects still told of, "
                                                             : "";
}

static void say_findings(const struct report *report, const struct report_summary *summary)
{
    char first[REPORT_FINDING_BYTES];
    report_first_finding(report, first);
    if (summary->findings != 0) {
        message("%llu finding%s%s%s", (unsigned long long)summary->findings, words_plural(summary->findings),
                summary->findings == 1 ? ": " : ", the first: ", first);
    }
}

static void say_report(const struct record_result *result, const struct report *report,
                       const struct report_summary *summary)
{
    uint64_t lost = summary->events_lost > result->events_lost ? summary->events_lost : result->events_lost;
    message("%s event%s recorded", words_grouped(summary->events).text, words_plural(summary->events));
    say_loss(result, lost);
    if (!summary->called && summary->summed == 0 && !summary->none_looked_at[0]) {
        message("no call of the memory manager was seen: this says nothing of the program's memory (calls inside one "
                "executable cannot be seen; link it with -ltlscope)");
        return;
    }
    if (summary->scope_missed[0]) {
        message("%s: nothing was looked at (--scope-site takes a function that has a name in the program, or FILE:LINE "
                "of TL)",
                summary->scope_missed);
    } else if (summary->none_looked_at[0]) {
        message("%s: what leaks is not known", summary->none_looked_at);
    }
    message("%s%s%s object%s leaked%s, %s diagnostic%s",
            lost != 0              ? "not certain, with events lost: "
            : summary->killed != 0 ? "as far as is known, "
                                   : "",
            of_which(summary), words_grouped(summary->leaked_objects).text, words_plural(summary->leaked_objects),
            in_brackets(summary->leaked_objects, summary->leaked_bytes).text, words_grouped(summary->diagnostics).text,
            words_plural(summary->diagnostics));
    say_killed(summary);
    say_findings(report, summary);
    if (result->heap) {
        say_heap(result, summary);
    }
}

/* Makes DIR/report.json. False, after saying so, when there is nothing in it or it cannot be written. */
static bool make_report(const struct record_result *result, const char *program)
{
    char *path = NULL;
    struct report *report = reading_read(result->trace);
    const struct report_summary summary = report_summary(report);
    bool made = false;
    reading_tell_issues(report);
    if (summary.events == 0 && summary.status == REPORT_WHOLE) {
        say_no_event(program);
    } else if (summary.events != 0 && asprintf(&path, "%s/report.json", result->directory) >= 0) {
        say_report(result, report, &summary);
        made = reading_write(report, report_write_json, path);
        free(path);
    }
    report_free(report);
    return made;
}

void summary_say_where(const struct record_result *result, bool reported)
{
    char *directory = shell_word(short_path(result->directory));
    const char *what = result->trace == NULL ? "report.json" : reported ? "trace and report.json" : "trace";
    message("%s in %s", what, directory);
    message("next: %s report %s --format text", called_as(), directory);
    free(directory);
}

bool summary_finish(const struct record_result *result, const char *program, bool report)
{
    summary_say_end(result, program);
    if (result->trace == NULL) {
        say_no_trace(result, program);
        return false;
    }
    summary_say_faults(result);
    bool reported = report && make_report(result, program);
    if (!report) {
        say_loss(result, result->events_lost);
    }
    if (!report && result->heap) {
        message("%s event%s of malloc and free lost", words_grouped(result->heap_events_lost).text,
                words_plural(result->heap_events_lost));
    }
    summary_say_where(result, reported);
    return result->fault == RECORD_FAULT_NONE && !result->snapshot_failed && reported == report;
}
