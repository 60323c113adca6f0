/* SPDX-License-Identifier: MIT */
/* Code of the C library that calls what a program or a thread begins with. */
#ifndef TLSCOPE_ANALYSE_SYMBOLS_START_FUNCTION_H
#define TLSCOPE_ANALYSE_SYMBOLS_START_FUNCTION_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static inline bool is_start_function(const char *function)
{
    static const char *const starts[] = {"_start", "start_thread", "clone", "clone3", "__clone", "__clone3"};
    for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++) {
        if (strcmp(function, starts[i]) == 0) {
            return true;
        }
    }
    return strncmp(function, "__libc_start_", strlen("__libc_start_")) == 0;
}

#endif
