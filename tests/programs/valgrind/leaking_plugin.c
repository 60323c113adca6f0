/* SPDX-License-Identifier: MIT */
/* A library whose constructor leaks. */
#include <stdlib.h>

enum { BYTES = 302 };

static void *volatile kept;

__attribute__((constructor)) static void leak_in_constructor(void)
{
    kept = malloc(BYTES);
    kept = NULL;
}
