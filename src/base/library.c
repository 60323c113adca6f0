/* SPDX-License-Identifier: MIT */
#include "base/library.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tracepoints/tracer.h"

/* False when the folder cannot be told. */
static bool path_beside(const char *name, char path[PATH_MAX])
{
    static const char here;
    Dl_info self;
    if (dladdr(&here, &self) == 0 || self.dli_fname == NULL)
        return false;
    const char *slash = strrchr(self.dli_fname, '/');
    const int folder = slash != NULL ? (int)(slash - self.dli_fname + 1) : 0;
    const int length = snprintf(path, PATH_MAX, "%.*s%s", folder, self.dli_fname, name);
    return length > 0 && length < PATH_MAX;
}

/* In the folder that the recorder names, for programs that have the runtime linked in. No setuid program listens. */
static bool path_told(const char *name, char path[PATH_MAX])
{
    const char *folder = secure_getenv(TL_LIBRARY_DIR);
    const int length = folder != NULL && folder[0] == '/' ? snprintf(path, PATH_MAX, "%s/%s", folder, name) : 0;
    return length > 0 && length < PATH_MAX;
}

void *library_open(const char *name)
{
    char path[PATH_MAX];
    const int how = RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE;
    if ((path_beside(name, path) && access(path, F_OK) == 0) || /* one that is broken is said to be */
        (path_told(name, path) && access(path, F_OK) == 0))
        return dlopen(path, how);
    return dlopen(name, how);
}
