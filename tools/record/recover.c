/* SPDX-License-Identifier: MIT */
#include "recover.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "file_tree.h"
#include "process.h"

enum { EXTRACT_MILLISECONDS = 60000 };

bool recover_extract(const char *memory, const char *folder, const char *log)
{
    char *metadata = file_tree_find(memory, "metadata");
    free(metadata);
    if (metadata == NULL) {
        return false;
    }
    char *argv[] = {(char[]){"lttng-crash"}, (char[]){"--extract"}, (char *)folder, (char *)memory, NULL};
    return process_run(argv, log, NULL, EXTRACT_MILLISECONDS);
}

static bool copy_file(const char *from, const char *to)
{
    FILE *in = fopen(from, "re");
    FILE *out = fopen(to, "we");
    bool copied = in != NULL && out != NULL;
    char block[4096];
    size_t bytes = copied ? fread(block, 1, sizeof block, in) : 0;
    while (bytes != 0 && copied) {
        copied = fwrite(block, 1, bytes, out) == bytes;
        bytes = fread(block, 1, sizeof block, in);
    }
    if (in != NULL) {
        fclose(in);
    }
    return out != NULL && fclose(out) == 0 && copied;
}

/* A daemon that was killed early has delivered events, but no metadata. */
static void fill_metadata(const char *trace, const char *recovered)
{
    char *from = file_tree_find(recovered, "metadata");
    char *to = NULL;
    struct stat facts;
    if (from != NULL && asprintf(&to, "%s%s", trace, from + strlen(recovered)) >= 0) {
        if (stat(to, &facts) == 0 && facts.st_size == 0) {
            copy_file(from, to);
        }
        free(to);
    }
    free(from);
}

bool recover_buffers(const char *memory, const char *trace, const char *log)
{
    char *recovered = NULL;
    if (asprintf(&recovered, "%s/recovered", trace) < 0) {
        return false;
    }
    recover_extract(memory, recovered, log);
    fill_metadata(trace, recovered);
    const bool any = file_tree_stream_bytes(recovered) != 0;
    if (!any) {
        file_tree_remove(recovered);
    }
    free(recovered);
    return any;
}

bool recover_metadata(const char *trace, const char *extracted)
{
    char *from = file_tree_find(extracted, "metadata");
    char *to = file_tree_find(trace, "metadata");
    bool copied = from != NULL && to != NULL && copy_file(from, to);
    free(from);
    free(to);
    return copied;
}
