/* SPDX-License-Identifier: MIT */
#include "run.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "memory.h"
#include "regular_file.h"

/* The text of the file, for free(); NULL where there is none. */
static char *text_of(const char *path)
{
    FILE *file = is_regular_file(path) ? fopen(path, "re") : NULL;
    char *text = NULL;
    size_t size = 0;
    if (file && getdelim(&text, &size, '\0', file) < 0) {
        free(text);
        text = NULL;
    }
    if (file) {
        fclose(file);
    }
    return text;
}

static cJSON *parse(const char *folder, const char *name)
{
    char *path = memory_print("%s/%s", folder, name);
    char *text = text_of(path);
    cJSON *run = text ? cJSON_Parse(text) : NULL;
    free(text);
    free(path);
    return run;
}

/* The number of that name; -1 where there is none that fits. */
static int number_of(const cJSON *object, const char *name)
{
    const cJSON *number = cJSON_GetObjectItemCaseSensitive(object, name);
    return cJSON_IsNumber(number) && number->valuedouble >= 0 && number->valuedouble <= INT32_MAX ? number->valueint
                                                                                                  : -1;
}

static void tell(struct process *process, const cJSON *ended)
{
    const int signal = number_of(ended, "signal");
    const int code = number_of(ended, "code");
    if (signal > 0 && signal < NSIG) {
        process->exit = (struct process_exit){EXIT_BY_SIGNAL, signal};
        process->ending = process->events == 0 ? ENDED_KILLED : process->ending;
    } else if (code >= 0 && code <= 255) {
        process->exit = (struct process_exit){EXIT_BY_CODE, code};
    }
}

/* What has no end in the trace had none when the trace ended. True where that is said of the process. */
static bool tell_running(struct process *process)
{
    const bool running = process->ending == ENDED_KILLED;
    process->ending = running ? ENDED_RUNNING : process->ending;
    return running;
}

/* One that was taken before the end finds the program running, and those processes whose end would be told. */
static void snapshot_tell(struct analysis *analysis, const cJSON *why, int pid)
{
    for (size_t i = 0; cJSON_IsString(why) && i < analysis->count; i++) {
        struct process *process = analysis->processes[i];
        process->snapshot = names_keep(&process->names, why->valuestring);
        if (strcmp(why->valuestring, "end") != 0 &&
            ((int)process->pid == pid || !process_end_may_be_overwritten(process))) {
            tell_running(process);
        }
    }
}

static struct process *process_of(const struct analysis *analysis, const cJSON *pid)
{
    for (size_t i = analysis->count; i > 0; i--) {
        if (cJSON_IsNumber(pid) && pid->valuedouble == (double)analysis->processes[i - 1]->pid) {
            return analysis->processes[i - 1];
        }
    }
    return NULL;
}

/* Those that had made no call yet are not in the trace: the main process has left them. */
static void running_tell(struct analysis *analysis, const cJSON *running)
{
    const cJSON *pid;
    cJSON_ArrayForEach(pid, running)
    {
        struct process *process = process_of(analysis, pid);
        if (process) {
            process->outlived = tell_running(process);
        } else if (analysis->count > 0) {
            analysis->processes[0]->left_running++;
        }
    }
}

/* The file that `tlscope record` keeps in its folder until it is done. */
static bool is_unfinished(const char *folder, const char *name)
{
    char *path = memory_print("%s/%s", folder, name);
    const bool there = access(path, F_OK) == 0;
    free(path);
    return there;
}

/* Nobody knows how those ended whose end is missing. */
static void unfinished_tell(struct analysis *analysis)
{
    for (size_t i = 0; i < analysis->count; i++) {
        tell_running(analysis->processes[i]);
    }
}

static cJSON *run_of(const char *folder)
{
    cJSON *run = parse(folder, "run.json");
    return run ? run : parse(folder, "../run.json");
}

bool run_is_untraced(const char *folder)
{
    cJSON *run = run_of(folder);
    const cJSON *options = cJSON_GetObjectItemCaseSensitive(run, "options");
    const bool untraced = cJSON_IsFalse(cJSON_GetObjectItemCaseSensitive(options, "trace"));
    cJSON_Delete(run);
    return untraced;
}

void run_read(struct analysis *analysis, const char *folder)
{
    cJSON *run = run_of(folder);
    const int pid = number_of(run, "pid");
    snapshot_tell(analysis, cJSON_GetObjectItemCaseSensitive(run, "snapshot"), pid);
    for (size_t i = 0; i < analysis->count; i++) {
        struct process *process = analysis->processes[i];
        if ((int)process->pid == pid && process->ending != ENDED_REPLACED) {
            tell(process, cJSON_GetObjectItemCaseSensitive(run, "exit"));
        }
    }
    running_tell(analysis, cJSON_GetObjectItemCaseSensitive(run, "running"));
    if (!run && (is_unfinished(folder, ".reserve") || is_unfinished(folder, "../.reserve"))) {
        unfinished_tell(analysis);
    }
    cJSON_Delete(run);
}
