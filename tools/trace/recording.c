/* SPDX-License-Identifier: MIT */
#include "recording.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "duplicates.h"
#include "internal.h"
#include "memory.h"
#include "regular_file.h"

bool recording_path(char path[PATH_MAX], const struct trace_folder *folder, const char *name)
{
    return snprintf(path, PATH_MAX, "%s/%s", folder->path, name) < PATH_MAX;
}

static bool is_stream_name(const struct trace_folder *folder, const char *name)
{
    char path[PATH_MAX];
    return name[0] != '.' && strcmp(name, "metadata") != 0 && recording_path(path, folder, name) &&
           is_regular_file(path);
}

static void file_scan(struct trace_folder *folder, struct trace_file *file, struct trace_result *result)
{
    char path[PATH_MAX];
    if (!recording_path(path, folder, file->name) || !trace_stream_scan(path, folder->layout, &file->stream)) {
        trace_issue(result, "%s cannot be read: %s", path, strerror(errno));
        folder->mend = true;
        return;
    }
    result->bytes += file->stream.bytes;
    if (trace_stream_is_cut(&file->stream)) {
        trace_issue(result, "%s is damaged: it ends within a packet, after %llu bytes of that", path,
                    (unsigned long long)file->stream.bytes_damaged);
        folder->mend = true;
    } else if (file->stream.bytes_damaged > 0) {
        trace_issue(result, "%s is damaged: its last %llu of %llu bytes hold no packet and were left out", path,
                    (unsigned long long)file->stream.bytes_damaged, (unsigned long long)file->stream.bytes);
        result->bytes_damaged += file->stream.bytes_damaged;
        folder->mend = true;
    }
    const struct trace_index_said said = trace_index_read(folder->path, file->name, &file->stream);
    if (said.packets_cut > 0) {
        trace_issue(result, "%s is cut off: the %llu packets that its index has beyond its end are missing", path,
                    (unsigned long long)said.packets_cut);
    }
    folder->mend |= !said.agrees; /* libbabeltrace2 aborts on an index that lies */
}

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct trace_file *)left)->name, ((const struct trace_file *)right)->name);
}

static bool has_file(const struct trace_folder *folder, const char *name, size_t length)
{
    for (size_t i = 0; i < folder->file_count; i++) {
        if (strncmp(folder->files[i].name, name, length) == 0 && folder->files[i].name[length] == '\0') {
            return true;
        }
    }
    return false;
}

/* What has an index was there once. */
static void missing_tell(struct trace_folder *folder, struct trace_result *result)
{
    char path[PATH_MAX];
    DIR *directory = recording_path(path, folder, "index") ? opendir(path) : NULL;
    const struct dirent *entry;
    while (directory && (entry = readdir(directory))) {
        const char *end = strrchr(entry->d_name, '.');
        const size_t length = end && strcmp(end, ".idx") == 0 ? (size_t)(end - entry->d_name) : 0;
        if (length > 0 && !has_file(folder, entry->d_name, length)) {
            trace_issue(result, "%s/%.*s is missing, which its index tells of", folder->path, (int)length,
                        entry->d_name);
            folder->mend = true;
        }
    }
    if (directory) {
        closedir(directory);
    }
}

static void files_scan(struct trace_folder *folder, struct trace_result *result)
{
    DIR *directory = opendir(folder->path);
    const struct dirent *entry;
    while (directory && (entry = readdir(directory))) {
        if (is_stream_name(folder, entry->d_name)) {
            folder->files = memory_resize(folder->files, folder->file_count + 1, sizeof(*folder->files));
            struct trace_file *file = &folder->files[folder->file_count++];
            *file = (struct trace_file){0};
            snprintf(file->name, sizeof(file->name), "%s", entry->d_name);
        }
    }
    if (directory) {
        closedir(directory);
    }
    if (folder->file_count > 0) {
        qsort(folder->files, folder->file_count, sizeof(*folder->files), by_name);
    }
    for (size_t i = 0; i < folder->file_count; i++) {
        file_scan(folder, &folder->files[i], result);
    }
    missing_tell(folder, result);
}

static void folder_open(struct trace_folder *folder, struct trace_result *result)
{
    size_t length;
    char *text = metadata_read(folder, &length, result);
    if (!text) {
        return;
    }
    struct tsdl *tsdl = tsdl_parse(text, length);
    if (tsdl->cut && !folder->cut) {
        trace_issue(result, "%s/metadata is damaged: its end is missing", folder->path);
    }
    folder->layout = layout_new(tsdl);
    folder->mend = folder->cut;
    free(text);
    if (!folder->layout->fault[0]) {
        files_scan(folder, result);
    }
}

static void folder_sum(const struct trace_folder *folder, struct trace_scan *scan)
{
    for (size_t i = 0; i < folder->file_count; i++) {
        const struct trace_file *file = &folder->files[i];
        trace_scan_add(scan, &file->stream, folder->layout->tsdl->uuid, provider_of_stream(file->name));
    }
}

void recording_open(struct recording *recording, const char *path, struct trace_result *result)
{
    struct trace_scan scan = {0};
    *recording = (struct recording){0};
    recording_find(recording, path, result);
    for (size_t i = 0; i < recording->count; i++) {
        folder_open(&recording->folders[i], result);
    }
    duplicates_drop(recording);
    for (size_t i = 0; i < recording->count; i++) {
        folder_sum(&recording->folders[i], &scan);
    }
    recording->span_ns = scan.end - scan.begin;
    trace_scan_sum(&scan, result);
    free(scan.counters);
}

void recording_free(struct recording *recording)
{
    for (size_t i = 0; i < recording->count; i++) {
        struct trace_folder *folder = &recording->folders[i];
        for (size_t j = 0; j < folder->file_count; j++) {
            trace_stream_free(&folder->files[j].stream);
        }
        layout_free(folder->layout);
        free(folder->files);
        free(folder->path);
    }
    free(recording->folders);
}
