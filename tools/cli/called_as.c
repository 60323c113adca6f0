/* SPDX-License-Identifier: MIT */
#include "called_as.h"

#include <stdlib.h>
#include <string.h>

#include "shell_word.h"

static char *path;

static void path_free(void)
{
    free(path);
    path = NULL;
}

void called_as_set(const char *typed)
{
    if (typed != NULL && strchr(typed, '/') != NULL) {
        path = shell_word(typed);
        atexit(path_free);
    }
}

const char *called_as(void)
{
    return path != NULL ? path : "tlscope";
}
