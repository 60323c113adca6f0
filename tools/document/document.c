/* SPDX-License-Identifier: MIT */
#include "document.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "json_file.h"
#include "members.h"
#include "regular_file.h"
#include "shown.h"

static void make_text_showable(char **text)
{
    if (*text && !shown_is_plain(*text)) {
        char *shown = shown_copy(*text);
        cJSON_free(*text);
        *text = shown;
    }
}

/* Names and texts of a file can hold anything; from here on nothing does that a terminal would obey. */
static void make_showable(cJSON *item)
{
    make_text_showable(&item->valuestring);
    make_text_showable(&item->string);
    for (cJSON *child = item->child; child; child = child->next) {
        make_showable(child);
    }
}

static void check_section(const cJSON *section, struct document_fault *fault)
{
    if (cJSON_GetObjectItemCaseSensitive(section, "summary")) {
        member_array(section, "findings", fault);
    }
}

static void check_report(const cJSON *root, struct document_fault *fault)
{
    uint64_t version = member_count(root, "schema_version", fault);
    const cJSON *child;
    if (version < REPORT_SCHEMA_VERSION) {
        fault_tell(
            fault,
            "an older tlscope made this report (schema_version %llu), without the findings that are needed: make it "
            "anew with 'tlscope report TRACE -o FILE'",
            (unsigned long long)version);
    } else if (version > REPORT_SCHEMA_VERSION) {
        fault_tell(fault, "a newer tlscope made this report (schema_version %llu): read it with that",
                   (unsigned long long)version);
    }
    check_section(root, fault);
    cJSON_ArrayForEach(child, member_array(root, "children", fault))
    {
        check_section(child, fault);
    }
}

static void check_merged(const cJSON *root, struct document_fault *fault)
{
    if (member_count(root, "document_version", fault) > DOCUMENT_MERGED_VERSION) {
        fault_tell(fault, "a newer tlscope made this merged report: read it with that");
    }
}

/* Finds out what a tree is, and takes it over. */
static bool take(cJSON *root, struct document *document, struct document_fault *fault)
{
    const char *type = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(root, "document"));
    *document = (struct document){DOCUMENT_REPORT, root};
    if (type && strcmp(type, "tlscope-merged") == 0) {
        document->kind = DOCUMENT_MERGED;
        check_merged(root, fault);
    } else if (type || !cJSON_GetObjectItemCaseSensitive(root, "schema_version")) {
        fault_tell(fault, "it is no report of tlscope");
    } else {
        check_report(root, fault);
    }
    if (fault_is(fault)) {
        document_free(document);
        return false;
    }
    make_showable(root);
    return true;
}

static bool file_read(const char *path, struct document *document, struct document_fault *fault)
{
    cJSON *root = json_file_read(path, fault);
    return root && take(root, document, fault);
}

/* Issues begin with the path they are of, and so does whoever shows the fault. */
static void issue_tell(struct document_fault *fault, const char *path, const char *issue)
{
    size_t length = strlen(path);
    bool of_path = strncmp(issue, path, length) == 0 && issue[length] == ' ';
    fault_tell(fault, "%s%s", of_path ? "it" : "", of_path ? issue + length : issue);
}

static bool trace_read_into(const char *path, enum trace_reader reader, const struct report_progress *progress,
                            struct document *document, struct document_fault *fault)
{
    struct report *report = report_read_with(path, &(struct report_options){.reader = reader}, progress);
    bool taken = false;
    if (report_summary(report).status != REPORT_UNREADABLE) {
        taken = take(report_json(report), document, fault);
    } else {
        const char *issue = report_issue(report, 0);
        issue_tell(fault, path, issue ? issue : "there is nothing to read in it");
    }
    report_free(report);
    return taken;
}

static bool folder_read(const char *path, enum trace_reader reader, const struct report_progress *progress,
                        struct document *document, struct document_fault *fault)
{
    struct document_fault file_fault = {0};
    char *file = NULL;
    if (asprintf(&file, "%s/report.json", path) < 0) {
        fault_tell(fault, "%s", strerror(ENOMEM));
        return false;
    }
    bool there = reader == TRACE_READER_AUTO && is_regular_file(file);
    bool taken = there && file_read(file, document, &file_fault);
    free(file);
    if (taken || trace_read_into(path, reader, progress, document, fault)) {
        return true;
    }
    if (there) {
        *fault = (struct document_fault){0};
        fault_tell(fault, "its trace cannot be read, and as to its report.json: %s", file_fault.text);
    }
    return false;
}

bool document_read(const char *path, enum trace_reader reader, const struct report_progress *progress,
                   struct document *document, struct document_fault *fault)
{
    struct stat status;
    bool is_folder = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
    return is_folder ? folder_read(path, reader, progress, document, fault) : file_read(path, document, fault);
}

void document_free(struct document *document)
{
    cJSON_Delete(document->root);
    document->root = NULL;
}

const cJSON *document_next_process(const struct document *document, const cJSON *section)
{
    if (document->kind != DOCUMENT_REPORT || !cJSON_GetObjectItemCaseSensitive(document->root, "summary")) {
        return NULL;
    }
    if (!section) {
        return document->root;
    }
    const cJSON *children = cJSON_GetObjectItemCaseSensitive(document->root, "children");
    return section != document->root ? section->next : children ? children->child : NULL;
}

bool document_in_part(const cJSON *section)
{
    const cJSON *recording = cJSON_GetObjectItemCaseSensitive(section, "recording");
    return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(recording, "in_part")) ||
           cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(section, "in_part"));
}

/* Calls are not told in summary mode, and may have been overwritten. */
static bool tells_of_calls(const cJSON *section)
{
    const cJSON *recording = cJSON_GetObjectItemCaseSensitive(section, "recording");
    const cJSON *summary = cJSON_GetObjectItemCaseSensitive(section, "summary");
    const char *mode = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(recording, "mode"));
    const bool cut = cJSON_IsFalse(cJSON_GetObjectItemCaseSensitive(summary, "from_beginning"));
    return !mode || (strcmp(mode, "summary") != 0 && (strcmp(mode, "snapshot") != 0 || !cut));
}

bool document_made_no_call(const cJSON *section)
{
    const cJSON *calls = cJSON_GetObjectItemCaseSensitive(section, "calls");
    const cJSON *summary = cJSON_GetObjectItemCaseSensitive(section, "summary");
    const cJSON *counters = cJSON_GetObjectItemCaseSensitive(summary, "runtime_counters");
    const cJSON *counted = cJSON_GetObjectItemCaseSensitive(counters, "calls");
    const bool none_told = cJSON_IsObject(calls) && !calls->child;
    return none_told && (cJSON_IsNumber(counted) ? counted->valuedouble == 0 : tells_of_calls(section));
}
