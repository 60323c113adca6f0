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

/* lttng puts a trace at most seven folders deep. */
enum { DEPTH_MAX = 12 };

static void folders_add(struct trace_folders *folders, const char *path)
{
    char **paths = realloc(folders->paths, (folders->count + 1) * sizeof(*paths));
    char *copy = strdup(path);
    if (!paths || !copy) {
        abort();
    }
    folders->paths = paths;
    folders->paths[folders->count++] = copy;
}

static bool is_folder(const char *path)
{
    struct stat facts;
    return lstat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

static void search(const char *path, int depth, struct trace_folders *folders, struct trace_result *result)
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
            folders_add(folders, path);
        } else if (depth < DEPTH_MAX && is_folder(child)) {
            search(child, depth + 1, folders, result);
        }
    }
    closedir(folder);
}

static int by_path(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

void trace_folders_find(const char *path, struct trace_folders *folders, struct trace_result *result)
{
    *folders = (struct trace_folders){0};
    search(path, 0, folders, result);
    if (folders->count == 0) {
        if (result->issue_count == 0) {
            trace_issue(result, "%s holds no trace: no file named metadata in it or below it", path);
        }
        return;
    }
    qsort(folders->paths, folders->count, sizeof(*folders->paths), by_path);
}

void trace_folders_free(struct trace_folders *folders)
{
    for (size_t i = 0; i < folders->count; i++) {
        free(folders->paths[i]);
    }
    free(folders->paths);
}
