/* SPDX-License-Identifier: MIT */
#include "viewing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "browser.h"
#include "merging.h"
#include "output.h"
#include "serve.h"
#include "spool.h"

enum { PAGE_MOST = 400 << 20 };

/* What is to be shown, read. */
struct subject {
    struct view *view; /* of a trace */
    struct report *report;
    struct document document; /* else */
    int exit_code;
};

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* The exit code that reading the trace ends with. */
static int trace_judge(const char *path, const struct report *report)
{
    const struct report_summary summary = report_summary(report);
    reading_tell_issues(report);
    if (summary.status == REPORT_UNREADABLE) {
        reading_tell_no_trace(path, summary.traces, "there is nothing to show");
        return CLI_EXIT_UNREADABLE;
    }
    if (summary.events_lost > 0) {
        fprintf(stderr, "tlscope: %llu events were lost while recording: the page is not certain\n",
                (unsigned long long)summary.events_lost);
    }
    return summary.status == REPORT_WHOLE ? CLI_EXIT_GOOD : CLI_EXIT_PARTLY;
}

static void subject_read(struct subject *subject, const struct viewing *viewing)
{
    *subject = (struct subject){.exit_code = CLI_EXIT_GOOD};
    if (!is_folder(viewing->what)) {
        const bool sound = reading_document(viewing->what, TRACE_READER_AUTO, &subject->document) &&
                           merging_is_sound(&subject->document, viewing->what);
        subject->exit_code = sound ? CLI_EXIT_GOOD : CLI_EXIT_UNREADABLE;
        return;
    }
    struct report_options options = viewing->reading;
    subject->view = view_new();
    options.observer = view_observer(subject->view);
    subject->report = reading_read_with(viewing->what, &options);
    subject->exit_code = trace_judge(viewing->what, subject->report);
}

static void subject_free(struct subject *subject)
{
    if (subject->view != NULL) {
        view_free(subject->view);
        report_free(subject->report);
    } else if (subject->document.root != NULL) {
        document_free(&subject->document);
    }
}

static bool subject_write(struct subject *subject, enum view_format format, FILE *file)
{
    return subject->view != NULL ? view_write(subject->view, subject->report, format, file)
                                 : view_write_report(subject->document.root, format, file);
}

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text);
    return length > strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

/* Where the file goes that nobody named, for free(): into the recording's folder, or beside the report. */
static char *path_default(const struct viewing *viewing)
{
    const char *suffix = viewing->format == VIEW_HTML ? "html" : "tlview";
    const size_t stem = strlen(viewing->what) - (ends_with(viewing->what, ".json") ? strlen(".json") : 0);
    char *path = NULL;
    const int made = is_folder(viewing->what) ? asprintf(&path, "%s%sview.%s", viewing->what,
                                                         ends_with(viewing->what, "/") ? "" : "/", suffix)
                                              : asprintf(&path, "%.*s.%s", (int)stem, viewing->what, suffix);
    return made < 0 ? NULL : path;
}

static void show(const struct viewing *viewing, const char *target)
{
    fprintf(viewing->aside ? stderr : stdout, "%s%s\n", viewing->aside ? "tlscope: the page: " : "", target);
    fflush(stdout);
    if (viewing->open && viewing->format == VIEW_HTML && browser_has_display()) {
        browser_open(target);
    }
}

/* The data is one text in the page, and browsers take none that is much longer. */
static void tell_if_large(const char *path)
{
    struct stat status;
    if (stat(path, &status) == 0 && status.st_size > PAGE_MOST) {
        fprintf(stderr, "tlscope: %lld MiB may be more than a browser takes: tlscope view --serve is for such data\n",
                (long long)status.st_size >> 20);
    }
}

static int write_file(struct subject *subject, const struct viewing *viewing)
{
    char *made = viewing->path == NULL && !viewing->to_stdout ? path_default(viewing) : NULL;
    const char *path = viewing->path != NULL ? viewing->path : made;
    FILE *file = output_begin(path);
    const bool written = output_end(file, path, file != NULL && subject_write(subject, viewing->format, file));
    if (written && path != NULL && viewing->format == VIEW_HTML) {
        tell_if_large(path);
    }
    if (written && path != NULL) {
        show(viewing, path);
    }
    free(made);
    return written ? subject->exit_code : CLI_EXIT_NOT_WRITTEN;
}

/* A file without a name, filled; its size in *bytes. NULL with errno. */
static FILE *file_filled(struct subject *subject, uint64_t *bytes)
{
    FILE *file = spool_file();
    const bool filled =
        file != NULL &&
        (subject != NULL ? subject_write(subject, VIEW_TLVIEW, file) : view_write_linked_page(file, "/data.tlview")) &&
        fflush(file) == 0;
    if (file != NULL && !filled) {
        fclose(file);
        return NULL;
    }
    *bytes = file != NULL ? (uint64_t)ftello(file) : 0;
    return file;
}

static bool serve_files(const struct viewing *viewing, const struct served_file *files, size_t count)
{
    struct server server;
    char address[64];
    if (!server_begin(&server, files, count, viewing->port)) {
        fprintf(stderr, "tlscope: port %u of 127.0.0.1 cannot be listened on: %s\n", viewing->port, strerror(errno));
        return false;
    }
    snprintf(address, sizeof(address), "http://127.0.0.1:%u/", server.port);
    fprintf(stderr, "tlscope: serving until Ctrl-C, to this machine only\n");
    show(viewing, address);
    return server_run(&server);
}

static int serve(struct subject *subject, const struct viewing *viewing)
{
    struct served_file files[] = {{.path = "/", .type = "text/html; charset=utf-8"},
                                  {.path = "/data.tlview", .type = "application/octet-stream"}};
    FILE *page = file_filled(NULL, &files[0].bytes);
    FILE *data = page != NULL ? file_filled(subject, &files[1].bytes) : NULL;
    bool served = data != NULL;
    if (served) {
        files[0].descriptor = fileno(page);
        files[1].descriptor = fileno(data);
        served = serve_files(viewing, files, sizeof(files) / sizeof(files[0]));
        fclose(data);
    } else {
        fprintf(stderr, "tlscope: the data cannot be kept in a temporary file: %s (TMPDIR chooses where)\n",
                strerror(errno));
    }
    if (page != NULL) {
        fclose(page);
    }
    return served ? subject->exit_code : CLI_EXIT_NOT_WRITTEN;
}

bool viewing_is_possible(enum view_format format)
{
    if (format == VIEW_TLVIEW || view_has_page()) {
        return true;
    }
    fputs(
        "tlscope: this tlscope was built without the viewer's page, which npm builds: install npm and build again, or "
        "write the data alone with tlscope view --format tlview\n",
        stderr);
    return false;
}

int viewing_do(const struct viewing *viewing)
{
    struct subject subject;
    if (!viewing_is_possible(viewing->format)) {
        return CLI_EXIT_NOT_WRITTEN;
    }
    subject_read(&subject, viewing);
    int exit_code = subject.exit_code;
    if (exit_code != CLI_EXIT_UNREADABLE) {
        exit_code = viewing->serve ? serve(&subject, viewing) : write_file(&subject, viewing);
    }
    subject_free(&subject);
    return exit_code;
}
