/* SPDX-License-Identifier: MIT */
/* The file of a module that was traced, as it was then. */
#ifndef TLSCOPE_ANALYSE_SYMBOLS_MODULE_FILE_H
#define TLSCOPE_ANALYSE_SYMBOLS_MODULE_FILE_H

#include <stdint.h>

struct module_identity {
    const char *path;
    const char *build_id; /* hex digits, of which 40 tell; "" when it has none */
    int64_t recorded_ns;  /* since the Unix epoch; 0: not known */
};

/*
 * Looks for it below `sysroot` ("": nowhere else), on this machine, and by its build id among debug files. What has
 * another build id, or none and is younger than the trace, is another file. Returns its path, to be given to free();
 * NULL when it is not here.
 */
char *module_file_find(const struct module_identity *identity, const char *sysroot);

#endif
