/* SPDX-License-Identifier: MIT */
#include "source.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "json_file.h"
#include "reading.h"

static cJSON *read_trace(const char *path)
{
    struct report *report = reading_read(path);
    cJSON *json = NULL;
    reading_tell_issues(report);
    if (report_summary(report).events == 0) {
        fprintf(stderr, "tlscope: %s holds no event that could be read: nothing is known of the program\n", path);
    } else {
        json = report_json(report);
    }
    report_free(report);
    return json;
}

struct cJSON *source_read(const char *path)
{
    struct stat status;
    struct failure failure;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        return read_trace(path);
    }
    cJSON *json = json_file_read(strcmp(path, "-") == 0 ? "/dev/stdin" : path, "the report", &failure);
    if (json == NULL) {
        fprintf(stderr, "tlscope: %s\n", failure.text);
    }
    return json;
}
