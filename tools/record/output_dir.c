/* SPDX-License-Identifier: MIT */
#include "output_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file_tree.h"
#include "memcheck.h"
#include "message.h"
#include "sanitizer.h"

/* Enough for the metadata (some 30 kB) and a report of many groups. */
enum { RESERVE_BYTES = 1 << 20 };

static char *format_path(const char *folder, const char *name)
{
    char *path = NULL;
    return asprintf(&path, "%s/%s", folder, name) >= 0 ? path : NULL;
}

static char *default_path(const char *program, pid_t pid)
{
    char *copy = strdup(program);
    char *path = NULL;
    if (copy == NULL || asprintf(&path, "tlscope-%s.%ld", basename(copy), (long)pid) < 0) {
        path = NULL;
    }
    free(copy);
    return path;
}

static bool is_empty(const char *path)
{
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return false;
    }
    size_t entries = 0;
    while (readdir(folder) != NULL) {
        entries++;
    }
    closedir(folder);
    return entries == 2;
}

static bool make_folder(struct output_dir *output, const char *path, bool force)
{
    if (mkdir(path, 0777) == 0) {
        output->made = true;
        return true;
    }
    if (errno != EEXIST) {
        message("cannot make the folder %s: %s; choose another with -o DIR", path, strerror(errno));
        return false;
    }
    struct stat facts;
    if (stat(path, &facts) == 0 && !S_ISDIR(facts.st_mode)) {
        message("%s is a file, not a folder; choose a folder with -o DIR", path);
        return false;
    }
    if (!force && !is_empty(path)) {
        message("%s exists already; choose another folder with -o DIR, or replace its trace with --force", path);
        return false;
    }
    return true;
}

static bool name_files(struct output_dir *output, const char *path)
{
    output->path = realpath(path, NULL);
    if (output->path == NULL) {
        message("cannot use %s: %s", path, strerror(errno));
        return false;
    }
    output->trace = format_path(output->path, "trace");
    output->jit = format_path(output->path, "jit");
    output->snapshots = format_path(output->path, "snapshots");
    output->reserve = format_path(output->path, ".reserve");
    return output->trace != NULL && output->jit != NULL && output->snapshots != NULL && output->reserve != NULL;
}

static bool remove_file(const char *folder, const char *name)
{
    char *path = format_path(folder, name);
    bool removed = path != NULL && (unlink(path) == 0 || errno == ENOENT);
    free(path);
    return removed;
}

static int is_memcheck_file(const struct dirent *entry)
{
    return fnmatch(MEMCHECK_FILES, entry->d_name, 0) == 0 || fnmatch(SANITIZER_FILES, entry->d_name, 0) == 0;
}

static bool remove_memcheck_files(const char *folder)
{
    struct dirent **entries = NULL;
    const int count = scandir(folder, &entries, is_memcheck_file, NULL);
    bool removed = count >= 0;
    for (int i = 0; i < count; i++) {
        removed = remove_file(folder, entries[i]->d_name) && removed;
        free(entries[i]);
    }
    free(entries);
    return removed;
}

static bool remove_old(const struct output_dir *output)
{
    bool removed = remove_memcheck_files(output->path);
    removed = removed && remove_file(output->path, "report.json") && remove_file(output->path, "run.json");
    removed = removed && remove_file(output->path, "view.html");
    removed = removed && (access(output->trace, F_OK) != 0 || file_tree_remove(output->trace));
    removed = removed && (access(output->jit, F_OK) != 0 || file_tree_remove(output->jit));
    removed = removed && (access(output->snapshots, F_OK) != 0 || file_tree_remove(output->snapshots));
    if (!removed) {
        message("cannot remove the old trace in %s: %s", output->path, strerror(errno));
    }
    return removed;
}

static bool make_reserve(const struct output_dir *output)
{
    int file = open(output->reserve, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int error = file < 0 ? errno : posix_fallocate(file, 0, RESERVE_BYTES);
    if (file >= 0) {
        close(file);
    }
    if (error != 0) {
        message("cannot write to %s: %s; choose another folder with -o DIR", output->path, strerror(error));
    }
    return error == 0;
}

bool output_dir_make(struct output_dir *output, const char *wanted, const char *program, pid_t pid, bool force)
{
    memset(output, 0, sizeof *output);
    char *path = wanted != NULL ? strdup(wanted) : default_path(program, pid);
    bool made = path != NULL && make_folder(output, path, force) && name_files(output, path) && remove_old(output) &&
                make_reserve(output);
    free(path);
    return made;
}

void output_dir_release_reserve(struct output_dir *output)
{
    if (output->reserve != NULL) {
        unlink(output->reserve);
    }
}

void output_dir_discard(struct output_dir *output)
{
    output_dir_release_reserve(output);
    if (output->path == NULL) {
        return;
    }
    file_tree_remove(output->trace);
    file_tree_remove(output->jit);
    file_tree_remove(output->snapshots);
    if (output->made) {
        rmdir(output->path);
    }
}

void output_dir_clear(struct output_dir *output)
{
    free(output->path);
    free(output->trace);
    free(output->jit);
    free(output->snapshots);
    free(output->reserve);
    memset(output, 0, sizeof *output);
}
