/* SPDX-License-Identifier: MIT */
#include "reading.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "called_as.h"
#include "memory.h"
#include "output.h"
#include "shell_word.h"

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

static struct report_progress progress_start(struct progress *progress)
{
    *progress = (struct progress){0};
    clock_gettime(CLOCK_MONOTONIC, &progress->start);
    return (struct report_progress){progress, isatty(STDERR_FILENO) ? progress_tell : NULL};
}

static void progress_end(const struct progress *progress)
{
    if (progress->shown) {
        fprintf(stderr, "\r%40s\r", "");
    }
}

static bool is_recording(int folder, const char *name)
{
    char path[NAME_MAX + sizeof("/run.json")];
    snprintf(path, sizeof(path), "%s/run.json", name);
    return faccessat(folder, path, F_OK, 0) == 0;
}

/* A folder around recordings is read as one trace, as one with a trace of several hosts must be. */
static void several_tell(const char *path)
{
    DIR *folder = opendir(path);
    size_t count = 0;
    const bool is_around = folder && !is_recording(dirfd(folder), ".");
    for (const struct dirent *entry; is_around && (entry = readdir(folder));) {
        count += entry->d_name[0] != '.' && is_recording(dirfd(folder), entry->d_name);
    }
    if (folder) {
        closedir(folder);
    }
    if (count > 1) {
        fprintf(stderr,
                "tlscope: %s holds %zu recordings, which are read as one: name one of them, or join their reports with "
                "'tlscope merge'\n",
                path, count);
    }
}

struct report *reading_read(const char *trace)
{
    return reading_read_with(trace, &(struct report_options){0});
}

bool reading_set_sysroot(struct report_options *options, const struct cli_usage *usage, const char *text)
{
    if (access(text, R_OK | X_OK) != 0) {
        cli_usage_error(usage->command, "--sysroot takes a folder, and '%s' is none that can be read", text);
        return false;
    }
    options->sysroot = text;
    return true;
}

bool reading_set_reader(enum trace_reader *reader, const struct cli_usage *usage, const char *text)
{
    *reader = strcmp(text, "direct") == 0        ? TRACE_READER_DIRECT
              : strcmp(text, "babeltrace2") == 0 ? TRACE_READER_BABELTRACE2
                                                 : TRACE_READER_AUTO;
    return cli_is_choice(usage, READING_LETTER_READER, text);
}

struct report *reading_read_with(const char *trace, const struct report_options *options)
{
    struct progress progress;
    several_tell(trace);
    const struct report_progress teller = progress_start(&progress);
    struct report *report = report_read_with(trace, options, &teller);
    progress_end(&progress);
    return report;
}

static void tell_reader(const char *reason)
{
    fprintf(stderr,
            "tlscope: libbabeltrace2 read the trace, more slowly, since tlscope's own reader does not know all of "
            "its metadata: %s\n",
            reason);
}

static void tell_issues(const char *path, const struct document *document)
{
    const cJSON *trace = cJSON_GetObjectItemCaseSensitive(document->root, "trace");
    const cJSON *issue;
    cJSON_ArrayForEach(issue, cJSON_GetObjectItemCaseSensitive(trace, "damage"))
    {
        const char *text = cJSON_GetStringValue(issue);
        fprintf(stderr, "tlscope: %s: %s\n", path, text ? text : "damaged");
    }
    const char *reason = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(trace, "reader_reason"));
    if (reason) {
        tell_reader(reason);
    }
}

/* Who may not look does not know whether it is a trace. */
static bool is_closed(const char *path)
{
    char trace[PATH_MAX];
    const bool in_it = snprintf(trace, sizeof(trace), "%s/trace", path) < PATH_MAX;
    return (access(path, R_OK) != 0 && errno == EACCES) ||
           (in_it && access(trace, R_OK | X_OK) != 0 && errno == EACCES);
}

void reading_tell_fault(const char *path, const struct document_fault *fault)
{
    fprintf(stderr, "tlscope: %s: %s\n", path, fault->text);
    if (access(path, F_OK) == 0 && !is_closed(path)) {
        fputs("tlscope: what can be read is a folder of 'tlscope record', or a file of 'tlscope report TRACE -o FILE' "
              "or 'tlscope merge'\n",
              stderr);
    }
}

bool reading_document(const char *path, enum trace_reader reader, struct document *document)
{
    struct progress progress;
    struct document_fault fault = {0};
    several_tell(path);
    const struct report_progress teller = progress_start(&progress);
    bool read = document_read(path, reader, &teller, document, &fault);
    progress_end(&progress);
    if (read) {
        tell_issues(path, document);
    } else {
        reading_tell_fault(path, &fault);
    }
    return read;
}

void reading_tell_no_trace(const char *path, size_t traces, const char *what)
{
    fprintf(stderr, "tlscope: %s%s\n", what,
            traces > 0 || is_closed(path)
                ? ""
                : ": a trace is a folder of 'tlscope record'; reports are read by 'tlscope report "
                  "--format text', 'check', 'diff' and 'merge'");
}

void reading_tell_issues(const struct report *report)
{
    for (size_t i = 0; report_issue(report, i); i++) {
        fprintf(stderr, "tlscope: %s\n", report_issue(report, i));
    }
    if (report_reader_reason(report)[0]) {
        tell_reader(report_reader_reason(report));
    }
}

char *reading_command_for_all(const char *path)
{
    char *word = shell_word(path);
    char *command = memory_print("%s report --all %s", called_as(), word);
    free(word);
    return command;
}

bool reading_write(const struct report *report, bool (*write)(const struct report *, FILE *), const char *path)
{
    FILE *file = output_begin(path);
    bool written = file && write(report, file);
    return output_end(file, path, written);
}

bool reading_again(bool (*work)(void *context, const struct report_progress *progress), void *context)
{
    struct progress progress;
    const struct report_progress teller = progress_start(&progress);
    const bool done = work(context, &teller);
    progress_end(&progress);
    return done;
}
