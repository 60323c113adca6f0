/* SPDX-License-Identifier: MIT */
#include "recover.h"

#include <stdio.h>
#include <stdlib.h>

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

bool recover_buffers(const char *memory, const char *recovered, const char *log)
{
    recover_extract(memory, recovered, log);
    if (file_tree_stream_bytes(recovered) != 0) {
        return true;
    }
    file_tree_remove(recovered);
    return false;
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

bool recover_metadata(const char *trace, const char *extracted)
{
    char *from = file_tree_find(extracted, "metadata");
    char *to = file_tree_find(trace, "metadata");
    bool copied = from != NULL && to != NULL && copy_file(from, to);
    free(from);
    free(to);
    return copied;
}
