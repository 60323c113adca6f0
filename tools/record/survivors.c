/* SPDX-License-Identifier: MIT */
#include "survivors.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Whether one of the entries of that file of the process, each ended by the delimiter, has `wanted` in it. */
static bool has_entry(pid_t process, const char *name, int delimiter, const char *wanted)
{
    char path[64];
    char *entry = NULL;
    size_t size = 0;
    bool found = false;
    snprintf(path, sizeof path, "/proc/%ld/%s", (long)process, name);
    FILE *file = fopen(path, "re");
    while (!found && file != NULL && getdelim(&entry, &size, delimiter, file) > 0) {
        found = strstr(entry, wanted) != NULL;
    }
    free(entry);
    if (file != NULL) {
        fclose(file);
    }
    return found;
}

/* The runtime's own, or in the provider that a program loads with the runtime inside. */
static bool has_runtime(pid_t process)
{
    return has_entry(process, "maps", '\n', "/libtlscope.so") ||
           has_entry(process, "maps", '\n', "/libtlscope-tracepoints.so");
}

/* One that has ended has neither environment nor memory left. */
static bool is_survivor(pid_t process, const char *setting)
{
    return process > 0 && process != getpid() && has_entry(process, "environ", '\0', setting) && has_runtime(process);
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
