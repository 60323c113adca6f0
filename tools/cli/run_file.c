/* SPDX-License-Identifier: MIT */
#include "run_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cjson/cJSON.h>

#include "output.h"
#include "print.h"
#include "shown.h"

static void command_add(cJSON *run, char *const *words)
{
    cJSON *command = cJSON_AddArrayToObject(run, "command");
    for (; *words != NULL; words++) {
        char *shown = shown_copy(*words);
        cJSON_AddItemToArray(command, cJSON_CreateString(shown));
        free(shown);
    }
}

static void start_add(cJSON *run, time_t started)
{
    char text[32] = "";
    struct tm parts;
    if (gmtime_r(&started, &parts) != NULL) {
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    }
    cJSON_AddStringToObject(run, "start", text);
}

static void options_add(cJSON *run, const struct record_options *options)
{
    cJSON *settings = cJSON_AddObjectToObject(run, "options");
    cJSON_AddBoolToObject(settings, "trace", !options->untraced);
    cJSON_AddBoolToObject(settings, "preload", options->preload);
    cJSON_AddBoolToObject(settings, "heap", options->heap);
    cJSON_AddBoolToObject(settings, "cupti", options->cupti);
    cJSON_AddNumberToObject(settings, "blocking", options->blocking);
    if (options->snapshot_bytes != 0) {
        cJSON_AddNumberToObject(settings, "snapshot", (double)options->snapshot_bytes);
    }
}

static cJSON *run_begin(const struct record_options *options, pid_t pid)
{
    cJSON *run = cJSON_CreateObject();
    cJSON_AddNumberToObject(run, "run_version", 1);
    command_add(run, options->program);
    cJSON_AddNumberToObject(run, "pid", (double)pid);
    return run;
}

static cJSON *run_of(const struct record_options *options, const struct record_result *result)
{
    cJSON *run = run_begin(options, result->pid);
    start_add(run, result->started);
    cJSON_AddNumberToObject(run, "seconds", result->seconds);
    cJSON *ended = cJSON_AddObjectToObject(run, "exit");
    if (result->signal != 0) {
        cJSON_AddNumberToObject(ended, "signal", result->signal);
    } else {
        cJSON_AddNumberToObject(ended, "code", result->exit_code);
    }
    cJSON *running = cJSON_AddArrayToObject(run, "running");
    for (size_t i = 0; i < result->running_count; i++) {
        cJSON_AddItemToArray(running, cJSON_CreateNumber((double)result->running[i]));
    }
    options_add(run, options);
    if (options->snapshot_bytes != 0) {
        cJSON_AddStringToObject(run, "snapshot", "end");
    }
    return run;
}

static bool write_into(const char *folder, cJSON *run)
{
    char *path = NULL;
    if (asprintf(&path, "%s/run.json", folder) < 0) {
        cJSON_Delete(run);
        return false;
    }
    FILE *file = output_begin(path);
    bool written = file != NULL && print_write_lines(run, file);
    written = output_end(file, path, written);
    free(path);
    return written;
}

void run_file_write_snapshot(const struct record_options *options, const char *folder, pid_t pid, const char *why)
{
    cJSON *run = run_begin(options, pid);
    cJSON_AddStringToObject(run, "snapshot", why);
    options_add(run, options);
    write_into(folder, run);
}

bool run_file_write(const struct record_options *options, const struct record_result *result)
{
    return write_into(result->directory, run_of(options, result));
}
