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
    int64_t recorded_ns;
    struct object_file *file; /* NULL: not to be had */
};

void module_files_init(struct module_files *files, const char *sysroot)
{
    *files = (struct module_files){.sysroot = memory_copy(sysroot ? sysroot : "")};
    pthread_mutex_init(&files->lock, NULL);
    pthread_cond_init(&files->expected, NULL);
    /* libdebuginfod's own limits are 90 seconds a file, and three tries. */
    setenv("DEBUGINFOD_TIMEOUT", "10", 0);
    setenv("DEBUGINFOD_RETRY_LIMIT", "0", 0);
}

/* Returns when the opener has opened all that was expected. */
static void opener_end(struct module_files *files)
{
    if (!files->opening) {
        return;
    }
    pthread_mutex_lock(&files->lock);
    files->enough = true;
    pthread_cond_signal(&files->expected);
    pthread_mutex_unlock(&files->lock);
    pthread_join(files->opener, NULL);
    files->opening = false;
}

void module_files_free(struct module_files *files)
{
    opener_end(files);
    for (size_t i = 0; i < files->count; i++) {
        free(files->list[i]->path);
        free(files->list[i]->build_id);
        object_file_free(files->list[i]->file);
        free(files->list[i]);
    }
    pthread_mutex_destroy(&files->lock);
    pthread_cond_destroy(&files->expected);
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

static struct object_file *find_and_open(const char *sysroot, const struct module_files_entry *entry)
{
    const struct module_identity identity = {entry->path, entry->build_id, entry->recorded_ns};
    char *path = module_file_find(&identity, sysroot);
    char *debug = debug_path(sysroot);
    struct object_file *file = NULL;
    if (path) {
        file = object_file_open(path, debug);
    } else if (entry->build_id[0] && may_ask_servers()) {
        file = object_file_fetch(entry->build_id, debug);
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
static struct object_file *open_in_time(const char *sysroot, const struct module_files_entry *entry)
{
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    struct object_file *file = find_and_open(sysroot, entry);
    if (may_ask_servers() && took_too_long(&start) && !(file && object_file_has_lines(file))) {
        fprintf(stderr, "tlscope: the servers in DEBUGINFOD_URLS do not answer: going on without them\n");
        unsetenv("DEBUGINFOD_URLS");
    }
    return file;
}

static struct module_files_entry *entry_of(const struct module_files *files, const struct module_identity *identity)
{
    for (size_t i = 0; i < files->count; i++) {
        struct module_files_entry *entry = files->list[i];
        if (strcmp(entry->path, identity->path) == 0 && strcmp(entry->build_id, identity->build_id) == 0) {
            return entry;
        }
    }
    return NULL;
}

static struct module_files_entry *entry_add(struct module_files *files, const struct module_identity *identity)
{
    struct module_files_entry *entry = memory_new(sizeof(*entry));
    *entry = (struct module_files_entry){memory_copy(identity->path), memory_copy(identity->build_id),
                                         identity->recorded_ns, NULL};
    files->list = memory_resize(files->list, files->count + 1, sizeof(struct module_files_entry *));
    files->list[files->count++] = entry;
    return entry;
}

static void *opener_run(void *context)
{
    struct module_files *files = context;
    pthread_mutex_lock(&files->lock);
    while (files->opened < files->count || !files->enough) {
        if (files->opened == files->count) {
            pthread_cond_wait(&files->expected, &files->lock);
            continue;
        }
        struct module_files_entry *entry = files->list[files->opened];
        pthread_mutex_unlock(&files->lock);
        entry->file = find_and_open(files->sysroot, entry);
        pthread_mutex_lock(&files->lock);
        files->opened++;
    }
    pthread_mutex_unlock(&files->lock);
    return NULL;
}

void module_files_expect(struct module_files *files, const struct module_identity *identity)
{
    /* Servers that do not answer are told of, and left out, by whoever waits for them. */
    if (may_ask_servers() || entry_of(files, identity)) {
        return;
    }
    if (!files->opening && pthread_create(&files->opener, NULL, opener_run, files) != 0) {
        return;
    }
    files->opening = true;
    pthread_mutex_lock(&files->lock);
    entry_add(files, identity);
    pthread_cond_signal(&files->expected);
    pthread_mutex_unlock(&files->lock);
}

struct object_file *module_files_open(struct module_files *files, const struct module_identity *identity)
{
    opener_end(files);
    struct module_files_entry *entry = entry_of(files, identity);
    if (!entry) {
        entry = entry_add(files, identity);
        entry->file = open_in_time(files->sysroot, entry);
    }
    return entry->file;
}
