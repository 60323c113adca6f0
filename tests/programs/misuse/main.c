/* SPDX-License-Identifier: MIT */
/* `misuse CODE` commits the misuse of that code; `misuse` alone lists the codes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "misuse.h"

static const struct {
    const char *name;
    void (*commit)(void);
} cases[] = {
#define TL_DIAGNOSTIC(code, number, name, severity, other, meaning) {name, misuse_##code},
#include "diagnostics.def"
#undef TL_DIAGNOSTIC
};

enum { CASES = sizeof(cases) / sizeof(cases[0]) };

void *new_block(unsigned long bytes)
{
    void *block = malloc(bytes);
    if (block == NULL)
        exit(EXIT_FAILURE);
    memset(block, 0, bytes);
    return block;
}

static void list_cases(void)
{
    for (size_t i = 0; i < CASES; i++)
        puts(cases[i].name);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        list_cases();
        return EXIT_SUCCESS;
    }
    for (size_t i = 0; i < CASES; i++) {
        if (strcmp(cases[i].name, argv[1]) == 0) {
            cases[i].commit();
            return EXIT_SUCCESS;
        }
    }
    fprintf(stderr, "misuse: no case is called %s\n", argv[1]);
    return EXIT_FAILURE;
}
