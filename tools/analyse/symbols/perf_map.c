/* SPDX-License-Identifier: MIT */
/* perf's map of JIT code: START SIZE NAME a line, the numbers in hex; the later of two lines holds. */
#include <stdlib.h>
#include <string.h>

#include "symbols/demangle.h"
#include "symbols/jit_records.h"
#include "symbols/whole_file.h"

static void line_take(char *line, struct names *names, struct jit_records *records)
{
    char *end = line;
    const uint64_t start = strtoull(line, &end, 16);
    const uint64_t size = end > line && *end == ' ' ? strtoull(end, &end, 16) : 0;
    if (size > 0 && start + size > start && end[0] == ' ' && end[1]) {
        jit_records_add(records, (struct jit_record){
                                     .function = demangle_keep(names, end + 1), .start = start, .end = start + size});
    }
}

void perf_map_read(const char *path, struct names *names, struct jit_records *records)
{
    struct whole_file file;
    char *rest = NULL;
    if (!whole_file_read(path, &file)) {
        return;
    }
    for (char *line = strtok_r(file.bytes, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        line_take(line, names, records);
    }
    free(file.bytes);
}
