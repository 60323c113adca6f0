/* SPDX-License-Identifier: MIT */
/*
 * Makes a damaged trace readable for libbabeltrace2 without copying it: that rejects a whole trace for one partial
 * packet, but reads only the packets that an index lists. So a temporary folder links to the trace's files and holds an
 * index of the whole packets of each.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "babeltrace.h"
#include "internal.h"
#include "memory.h"

static bool link_into(const char *folder, const char *source, const char *name)
{
    char from[PATH_MAX];
    char to[PATH_MAX];
    return snprintf(from, sizeof(from), "%s/%s", source, name) < (int)sizeof(from) &&
           snprintf(to, sizeof(to), "%s/%s", folder, name) < (int)sizeof(to) && symlink(from, to) == 0;
}

static bool folder_fill(const char *mended, const char *absolute, const struct trace_folder *folder)
{
    char index[PATH_MAX];
    char metadata[PATH_MAX];
    if (snprintf(index, sizeof(index), "%s/index", mended) >= (int)sizeof(index) || mkdir(index, 0700) != 0 ||
        snprintf(metadata, sizeof(metadata), "%s/metadata", mended) >= (int)sizeof(metadata) ||
        !metadata_copy(folder, metadata)) {
        return false;
    }
    for (size_t i = 0; i < folder->file_count; i++) {
        const struct trace_file *file = &folder->files[i];
        if (trace_stream_whole(&file->stream) > 0 &&
            (!link_into(mended, absolute, file->name) || !trace_index_write(mended, file->name, &file->stream))) {
            return false;
        }
    }
    return true;
}

/* The temporary folder, to be freed; NULL with errno set when it cannot be made. */
static char *folder_make(const struct trace_folder *folder)
{
    const char *base = getenv("TMPDIR");
    char absolute[PATH_MAX];
    char mended[PATH_MAX];
    snprintf(mended, sizeof(mended), "%s/tlscope-trace-XXXXXX", base && base[0] ? base : "/tmp");
    if (!realpath(folder->path, absolute) || !mkdtemp(mended)) {
        return NULL;
    }
    if (!folder_fill(mended, absolute, folder)) {
        int error = errno;
        trace_mend_remove(mended);
        errno = error;
        return NULL;
    }
    return memory_copy(mended);
}

static void cut_tell(const struct trace_folder *folder, struct trace_result *result)
{
    for (size_t i = 0; i < folder->file_count; i++) {
        const struct trace_stream *stream = &folder->files[i].stream;
        if (trace_stream_is_cut(stream)) {
            trace_issue(result, "libbabeltrace2 reads nothing of the packet that is cut in %s", folder->files[i].name);
            result->bytes_damaged += stream->bytes_damaged;
        }
    }
}

char *trace_mend(const struct trace_folder *folder, struct trace_result *result, bool *temporary)
{
    *temporary = false;
    if (folder->metadata_bytes == 0) {
        return NULL;
    }
    if (!folder->mend || folder->layout->fault[0]) {
        return memory_copy(folder->path);
    }
    cut_tell(folder, result);
    char *mended = folder_make(folder);
    if (!mended) {
        trace_issue(result, "no temporary folder for the whole packets of %s: %s (set TMPDIR)", folder->path,
                    strerror(errno));
        return memory_copy(folder->path);
    }
    *temporary = true;
    return mended;
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
