/* SPDX-License-Identifier: MIT */
/* Stands in for libcuda.so.1: loses blocks of its own, and calls a function of the program's. */
#include <stdlib.h>
#include <string.h>

enum { BYTES = 4000 };

void cuda_like_call(void (*function)(void));

static void *volatile kept;

void cuda_like_call(void (*function)(void))
{
    kept = malloc(BYTES);
    kept = calloc(1, BYTES);
    kept = strdup("a device's name");
    kept = NULL;
    function();
}
