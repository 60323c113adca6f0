/* SPDX-License-Identifier: MIT */
#include "library.h"

#include <dlfcn.h>
#include <link.h>
#include <stdio.h>

enum { LOAD_MILLISECONDS = 10000 };

int library_print_path(void *library)
{
    struct link_map *map = NULL;
    if (dlinfo(library, RTLD_DI_LINKMAP, &map) != 0) {
        return 1;
    }
    puts(map->l_name);
    return 0;
}

static int open_and_use(void *context)
{
    const struct library_trial *trial = context;
    char complaint[ATTEMPT_TEXT_BYTES] = "";
    for (size_t i = 0; trial->names[i] != NULL; i++) {
        void *library = dlopen(trial->names[i], RTLD_NOW | RTLD_LOCAL);
        if (library != NULL) {
            return trial->use(library);
        }
        if (i == 0) {
            snprintf(complaint, sizeof(complaint), "%s", dlerror());
        }
    }
    puts(complaint);
    return 1;
}

void library_try(struct attempt *attempt, const struct library_trial *trial)
{
    attempt_call(attempt, open_and_use, (void *)trial, LOAD_MILLISECONDS);
}
