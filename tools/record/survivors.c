/* SPDX-License-Identifier: MIT */
#include "survivors.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static FILE *file_of(pid_t process, const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/%s", (long)process, name);
    return fopen(path, "re");
}

static bool is_same(const char *entry, const char *setting)
{
    return strcmp(entry, setting) == 0;
}

/* Of the runtime, or of the provider that a program loads with the runtime inside. */
static bool is_library(const char *line, const char *unused)
{
    (void)unused;
    return strstr(line, "/libtlscope.so") != NULL || strstr(line, "/libtlscope-tracepoints.so") != NULL;
}

/* Whether one of the file's entries, each ended by the delimiter, is what is looked for. */
static bool has_entry(FILE *file, int delimiter, bool (*is_it)(const char *entry, const char *wanted),
                      const char *wanted)
{
    char *entry = NULL;
    size_t size = 0;
    bool found = false;
    while (!found && file != NULL && getdelim(&entry, &size, delimiter, file) > 0) {
        found = is_it(entry, wanted);
    }
    free(entry);
    if (file != NULL) {
        fclose(file);
    }
    return found;
}

/* One that has ended has neither environment nor memory left. */
static bool is_survivor(pid_t process, const char *setting)
{
    return process > 0 && process != getpid() && has_entry(file_of(process, "environ"), '\0', is_same, setting) &&
           has_entry(file_of(process, "maps"), '\n', is_library, NULL);
}

size_t survivors_find(const char *setting, pid_t *processes, size_t most)
{
    DIR *folder = opendir("/proc");
    size_t count = 0;
    for (const struct dirent *entry; folder != NULL && count < most && (entry = readdir(folder)) != NULL;) {
        const pid_t process = (pid_t)strtol(entry->d_name, NULL, 10);
        if (is_survivor(process, setting)) {
            processes[count++] = process;
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
    return count;
}
