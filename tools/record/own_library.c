/* SPDX-License-Identifier: MIT */
#include "own_library.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* As installed; a build tree calls it lib whatever the system does. */
static const char *const folders[] = {"../lib", "../" TLSCOPE_LIBDIR};

char *own_library_find(const char *name)
{
    char tool[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", tool, sizeof tool - 1);
    tool[length > 0 ? length : 0] = '\0';
    const char *beside = dirname(tool);
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        char *path = NULL;
        if (asprintf(&path, "%s/%s/%s", beside, folders[i], name) < 0) {
            return NULL;
        }
        char *real = realpath(path, NULL);
        free(path);
        if (real != NULL) {
            return real;
        }
    }
    return NULL;
}

char *own_library_folder(const char *name)
{
    char *path = own_library_find(name);
    char *slash = path != NULL ? strrchr(path, '/') : NULL;
    if (slash != NULL) {
        *slash = '\0';
    }
    return path;
}
