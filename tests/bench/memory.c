/* SPDX-License-Identifier: MIT */
/* `memory N` registers N blocks and prints how many bytes each made the process grow by. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <tl/abi.h>

enum { BLOCK_BYTES = 24 };

static long resident_bytes(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file == NULL || fscanf(file, "%*d %ld", &pages) != 1)
        abort();
    fclose(file);
    return pages * sysconf(_SC_PAGESIZE);
}

int main(int argc, char **argv)
{
    const long count = argc == 2 ? strtol(argv[1], NULL, 10) : 0;
    if (count <= 0) {
        fputs("usage: bench_memory N\n", stderr);
        return 2;
    }
    char **blocks = calloc((size_t)count, sizeof *blocks);
    if (blocks == NULL)
        abort();
    for (long i = 0; i < count; i++) {
        blocks[i] = malloc(BLOCK_BYTES);
        if (blocks[i] == NULL)
            abort();
        blocks[i][0] = 1;
    }
    const long before = resident_bytes();
    for (long i = 0; i < count; i++)
        tl_mem_register_struct(blocks[i]);
    const long after = resident_bytes();
    free(blocks);
    printf("%.1f\n", (double)(after - before) / (double)count);
    return 0;
}
