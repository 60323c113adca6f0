/* SPDX-License-Identifier: MIT */
/* The one entry: finds what there is to read, chooses who reads it, and says what became of that. */
#include "trace.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "babeltrace.h"
#include "direct.h"
#include "internal.h"

void trace_issue(struct trace_result *result, const char *format, ...)
{
    if (result->issue_count < TRACE_ISSUES_MAX) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(result->issues[result->issue_count], TRACE_ISSUE_BYTES, format, arguments);
        va_end(arguments);
    }
    result->issue_count++;
}

static enum trace_reader reader_choose(const struct recording *recording, enum trace_reader wanted,
                                       struct trace_result *result)
{
    const char *fault = wanted == TRACE_READER_AUTO ? direct_fault(recording) : NULL;
    if (fault) {
        snprintf(result->reader_reason, sizeof(result->reader_reason), "%s", fault);
        return TRACE_READER_BABELTRACE2;
    }
    return wanted == TRACE_READER_AUTO ? TRACE_READER_DIRECT : wanted;
}

/* The last word on what was read. */
static void status_settle(const struct delivery *delivery)
{
    struct trace_result *result = delivery->result;
    if (result->events == 0 && result->issue_count == 0) {
        trace_issue(result,
                    result->events_unknown > 0
                        ? "the trace holds no event of tlscope's provider tl_mem: was it recorded by something else?"
                        : "the trace holds no events at all");
    }
    if (delivery->stray > 0) {
        trace_issue(result, "the trace is damaged: %llu events of process 0, which none can be, were left out",
                    (unsigned long long)delivery->stray);
    }
    if (delivery->clock_missing && result->events > 0) {
        trace_issue(result, "some events carry no time");
    }
    if (result->events == 0 || delivery->newer) {
        result->status = TRACE_UNREADABLE;
    } else {
        result->status = result->issue_count > 0 ? TRACE_PARTLY : TRACE_WHOLE;
    }
}

static void folder_read(const char *path, struct delivery *delivery)
{
    struct recording recording;
    struct trace_result *result = delivery->result;
    recording_open(&recording, path, result);
    result->traces = recording.count;
    result->reader = reader_choose(&recording, delivery->listener->reader, result);
    delivery->span_ns = recording.span_ns;
    if (result->reader == TRACE_READER_DIRECT) {
        direct_read(&recording, delivery);
    } else {
        babeltrace_read(&recording, delivery);
    }
    recording_free(&recording);
}

enum trace_status trace_read(const char *path, const struct trace_listener *listener, struct trace_result *result)
{
    struct delivery delivery = {.listener = listener, .result = result};
    struct stat facts;
    *result = (struct trace_result){.reader = TRACE_READER_DIRECT};
    if (stat(path, &facts) != 0) {
        trace_issue(result, "%s cannot be opened: %s", path[0] ? path : "a trace without a name", strerror(errno));
    } else if (!S_ISDIR(facts.st_mode)) {
        trace_issue(result, "%s is no folder: a trace is a folder with a file named metadata in it or below it", path);
    } else {
        folder_read(path, &delivery);
    }
    status_settle(&delivery);
    return result->status;
}
