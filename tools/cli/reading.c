/* SPDX-License-Identifier: MIT */
#include "reading.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Progress on a terminal, once reading has taken a second. */
struct progress {
    struct timespec start;
    bool shown;
};

static void progress_tell(void *context, double part)
{
    struct progress *progress = context;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (now.tv_sec - progress->start.tv_sec > 1 || progress->shown) {
        fprintf(stderr, "\rtlscope: reading the trace: %3.0f%%", part * 100);
        progress->shown = true;
    }
}

struct report *reading_read(const char *trace)
{
    struct progress progress = {0};
    clock_gettime(CLOCK_MONOTONIC, &progress.start);
    const struct report_progress teller = {&progress, isatty(STDERR_FILENO) ? progress_tell : NULL};
    struct report *report = report_read(trace, &teller);
    if (progress.shown) {
        fprintf(stderr, "\r%40s\r", "");
    }
    return report;
}

void reading_tell_issues(const struct report *report)
{
    for (size_t i = 0; report_issue(report, i); i++) {
        fprintf(stderr, "tlscope: %s\n", report_issue(report, i));
    }
}

bool reading_write(const struct report *report, bool (*write)(const struct report *, FILE *), const char *path)
{
    FILE *file = path ? fopen(path, "we") : stdout;
    bool written = file && write(report, file);
    int error = errno;
    if (file && path && fclose(file) != 0) {
        error = errno;
        written = false;
    }
    if (!written) {
        fprintf(stderr, "tlscope: the report cannot be written to %s: %s\n", path ? path : "the standard output",
                strerror(error));
    }
    return written;
}
