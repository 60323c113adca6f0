/* SPDX-License-Identifier: MIT */
/*
 * Makes a damaged trace readable without copying it: Babeltrace rejects a whole trace for one partial packet, but
 * reads only the packets that an index lists. So a temporary folder links to the trace's files and holds an index of
 * the whole packets of each.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

struct stream_file {
    char name[NAME_MAX + 1];
    struct trace_stream stream;
};

struct file_list {
    struct stream_file *files;
    size_t count;
    uint64_t metadata_bytes; /* of the metadata that are good */
    bool damaged;
};

static bool is_stream_name(const char *folder, const char *name)
{
    char path[PATH_MAX];
    struct stat facts;
    if (name[0] == '.' || strcmp(name, "metadata") == 0 ||
        snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path)) {
        return false;
    }
    return stat(path, &facts) == 0 && S_ISREG(facts.st_mode);
}

static void file_scan(const char *folder, struct stream_file *file, struct file_list *list, struct trace_result *result)
{
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/%s", folder, file->name);
    if (!trace_stream_scan(path, &file->stream)) {
        trace_issue(result, "%s cannot be read: %s", path, strerror(errno));
        list->damaged = true;
        return;
    }
    result->bytes += file->stream.bytes;
    if (file->stream.bytes_damaged > 0) {
        trace_issue(result, "%s is damaged: its last %llu of %llu bytes hold no whole packet and were left out", path,
                    (unsigned long long)file->stream.bytes_damaged, (unsigned long long)file->stream.bytes);
        result->bytes_damaged += file->stream.bytes_damaged;
        list->damaged = true;
    }
    /* Babeltrace aborts on an index that lies; ours takes its place. */
    list->damaged |= !trace_index_agrees(folder, file->name, &file->stream);
}

static void files_scan(const char *folder, struct file_list *list, struct trace_result *result)
{
    DIR *directory = opendir(folder);
    if (!directory) {
        return;
    }
    const struct dirent *entry;
    while ((entry = readdir(directory))) {
        if (!is_stream_name(folder, entry->d_name)) {
            continue;
        }
        struct stream_file *files = realloc(list->files, (list->count + 1) * sizeof(*files));
        if (!files) {
            abort();
        }
        list->files = files;
        struct stream_file *file = &files[list->count++];
        *file = (struct stream_file){0};
        snprintf(file->name, sizeof(file->name), "%s", entry->d_name);
        file_scan(folder, file, list, result);
    }
    closedir(directory);
}

static void files_free(struct file_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        trace_stream_free(&list->files[i].stream);
    }
    free(list->files);
}

static bool link_into(const char *folder, const char *source, const char *name)
{
    char from[PATH_MAX];
    char to[PATH_MAX];
    return snprintf(from, sizeof(from), "%s/%s", source, name) < (int)sizeof(from) &&
           snprintf(to, sizeof(to), "%s/%s", folder, name) < (int)sizeof(to) && symlink(from, to) == 0;
}

static bool folder_fill(const char *folder, const char *source, const struct file_list *list)
{
    char index[PATH_MAX];
    char from[PATH_MAX];
    char to[PATH_MAX];
    if (snprintf(index, sizeof(index), "%s/index", folder) >= (int)sizeof(index) || mkdir(index, 0700) != 0 ||
        snprintf(from, sizeof(from), "%s/metadata", source) >= (int)sizeof(from) ||
        snprintf(to, sizeof(to), "%s/metadata", folder) >= (int)sizeof(to) ||
        !trace_metadata_copy(from, to, list->metadata_bytes)) {
        return false;
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct stream_file *file = &list->files[i];
        if (file->stream.count > 0 &&
            (!link_into(folder, source, file->name) || !trace_index_write(folder, file->name, &file->stream))) {
            return false;
        }
    }
    return true;
}

/* The temporary folder, to be freed; NULL with errno set when it cannot be made. */
static char *folder_make(const char *source, const struct file_list *list)
{
    const char *base = getenv("TMPDIR");
    char absolute[PATH_MAX];
    char folder[PATH_MAX];
    snprintf(folder, sizeof(folder), "%s/tlscope-trace-XXXXXX", base && base[0] ? base : "/tmp");
    if (!realpath(source, absolute) || !mkdtemp(folder)) {
        return NULL;
    }
    if (!folder_fill(folder, absolute, list)) {
        int error = errno;
        trace_mend_remove(folder);
        errno = error;
        return NULL;
    }
    return strdup(folder);
}

static char *mend_damaged(const char *folder, const struct file_list *list, struct trace_result *result,
                          bool *temporary)
{
    char *mended = folder_make(folder, list);
    if (!mended) {
        trace_issue(result, "no temporary folder for the whole packets of %s: %s (set TMPDIR)", folder,
                    strerror(errno));
        return strdup(folder);
    }
    *temporary = true;
    return mended;
}

/* LTTng names a stream's file by its channel and its CPU; the recorder names the heap's channel by its provider. */
static bool is_heap_stream(const char *name)
{
    static const char channel[] = "tl_heap_";
    return strncmp(name, channel, sizeof(channel) - 1) == 0;
}

/* The same of a trace whose packets are LTTng's, known to be good or damaged. */
static char *mend_known(const char *folder, struct file_list *list, struct trace_scan *scan,
                        struct trace_result *result, bool *temporary)
{
    files_scan(folder, list, result);
    for (size_t i = 0; i < list->count; i++) {
        trace_scan_add(scan, &list->files[i].stream, is_heap_stream(list->files[i].name));
    }
    char *path = list->damaged ? mend_damaged(folder, list, result, temporary) : strdup(folder);
    files_free(list);
    return path;
}

char *trace_mend(const char *folder, struct trace_scan *scan, struct trace_result *result, bool *temporary)
{
    char metadata[PATH_MAX];
    struct file_list list = {0};
    *temporary = false;
    if (snprintf(metadata, sizeof(metadata), "%s/metadata", folder) >= (int)sizeof(metadata)) {
        trace_issue(result, "the path of %.200s is too long", folder);
        return NULL;
    }
    list.metadata_bytes = trace_metadata_check(metadata, result, &list.damaged);
    if (list.metadata_bytes == 0) {
        return NULL;
    }
    return trace_layout_known(metadata) ? mend_known(folder, &list, scan, result, temporary) : strdup(folder);
}

static void remove_below(const char *folder)
{
    DIR *directory = opendir(folder);
    if (!directory) {
        return;
    }
    const struct dirent *entry;
    while ((entry = readdir(directory))) {
        char path[PATH_MAX];
        if (snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name) < (int)sizeof(path)) {
            unlink(path);
        }
    }
    closedir(directory);
}

void trace_mend_remove(const char *path)
{
    char index[PATH_MAX];
    if (snprintf(index, sizeof(index), "%s/index", path) < (int)sizeof(index)) {
        remove_below(index);
        rmdir(index);
    }
    remove_below(path);
    rmdir(path);
}
