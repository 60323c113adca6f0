/* SPDX-License-Identifier: MIT */
#include "symbols/modules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "memory.h"

struct module_files_entry {
    char *path;
    char *build_id;
    struct object_file *file; /* NULL: not to be had */
};

void module_files_init(struct module_files *files, const char *sysroot)
{
    *files = (struct module_files){.sysroot = memory_copy(sysroot ? sysroot : "")};
    /* libdebuginfod's own limits are 90 seconds a file, and three tries. */
    setenv("DEBUGINFOD_TIMEOUT", "10", 0);
    setenv("DEBUGINFOD_RETRY_LIMIT", "0", 0);
}

void module_files_free(struct module_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        free(files->list[i].path);
        free(files->list[i].build_id);
        object_file_free(files->list[i].file);
    }
    free(files->list);
    free(files->sysroot);
}

/* Where libdw looks for separate debug files; it adds the build id, or the folder and the name in .gnu_debuglink. */
static char *debug_path(const char *sysroot)
{
    char *path = NULL;
    const int length = sysroot[0] ? asprintf(&path, ":.debug:%s/usr/lib/debug:/usr/lib/debug", sysroot)
                                  : asprintf(&path, ":.debug:/usr/lib/debug");
    return length < 0 ? NULL : path;
}

static bool may_ask_servers(void)
{
    const char *servers = getenv("DEBUGINFOD_URLS");
    return servers && servers[0];
}

static struct object_file *find_and_open(const char *sysroot, const struct module_identity *identity)
{
    char *path = module_file_find(identity, sysroot);
    char *debug = debug_path(sysroot);
    struct object_file *file = NULL;
    if (path) {
        file = object_file_open(path, debug);
    } else if (identity->build_id[0] && may_ask_servers()) {
        file = object_file_fetch(identity->build_id, debug);
    }
    free(debug);
    free(path);
    return file;
}

/* Whether it took the time that libdebuginfod waits for one answer. */
static bool took_too_long(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const char *limit = getenv("DEBUGINFOD_TIMEOUT");
    return limit && now.tv_sec - start->tv_sec >= strtol(limit, NULL, 10);
}

/* One slow server must not hold up the report once for each module. */
static struct object_file *open_in_time(const char *sysroot, const struct module_identity *identity)
{
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    struct object_file *file = find_and_open(sysroot, identity);
    const bool served = file && object_file_has_lines(file);
    if (may_ask_servers() && !served && took_too_long(&start)) {
        fprintf(stderr, "tlscope: the servers in DEBUGINFOD_URLS do not answer: going on without them\n");
        unsetenv("DEBUGINFOD_URLS");
    }
    return file;
}

struct object_file *module_files_open(struct module_files *files, const struct module_identity *identity)
{
    for (size_t i = 0; i < files->count; i++) {
        const struct module_files_entry *entry = &files->list[i];
        if (strcmp(entry->path, identity->path) == 0 && strcmp(entry->build_id, identity->build_id) == 0) {
            return entry->file;
        }
    }
    files->list = memory_resize(files->list, files->count + 1, sizeof(*files->list));
    struct module_files_entry *entry = &files->list[files->count++];
    *entry = (struct module_files_entry){memory_copy(identity->path), memory_copy(identity->build_id), NULL};
    entry->file = open_in_time(files->sysroot, identity);
    return entry->file;
}
