/* SPDX-License-Identifier: MIT */
/* Finds the folders of a recording that hold a trace each. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"
#include "memory.h"
#include "recording.h"

/* lttng puts a trace at most seven folders deep. */
enum { DEPTH_MAX = 12 };

static void folder_add(struct recording *recording, const char *path)
{
    recording->folders = memory_resize(recording->folders, recording->count + 1, sizeof(*recording->folders));
    recording->folders[recording->count++] = (struct trace_folder){.path = memory_copy(path)};
}

static bool is_folder(const char *path)
{
    struct stat facts;
    return lstat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

static void search(const char *path, int depth, struct recording *recording, struct trace_result *result)
{
    DIR *folder = opendir(path);
    if (!folder) {
        trace_issue(result, "%s cannot be opened: %s", path, strerror(errno));
        return;
    }
    const struct dirent *entry;
    while ((entry = readdir(folder))) {
        char child[PATH_MAX];
        /* A flight recorder's snapshots tell of what the last one tells of, too: each is to be read by itself. */
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
            (depth == 0 && strcmp(entry->d_name, "snapshots") == 0) ||
            snprintf(child, sizeof(child), "%s/%s", path, entry->d_name) >= (int)sizeof(child)) {
            continue;
        }
        if (strcmp(entry->d_name, "metadata") == 0) {
            folder_add(recording, path);
        } else if (depth < DEPTH_MAX && is_folder(child)) {
            search(child, depth + 1, recording, result);
        }
    }
    closedir(folder);
}

static int by_path(const void *left, const void *right)
{
    return strcmp(((const struct trace_folder *)left)->path, ((const struct trace_folder *)right)->path);
}

void recording_find(struct recording *recording, const char *path, struct trace_result *result)
{
    search(path, 0, recording, result);
    if (recording->count > 0) {
        qsort(recording->folders, recording->count, sizeof(*recording->folders), by_path);
    } else if (result->issue_count == 0) {
        trace_issue(result, "%s holds no trace: no file named metadata in it or below it", path);
    }
}
