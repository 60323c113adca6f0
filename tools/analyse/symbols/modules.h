/* SPDX-License-Identifier: MIT */
/* The files of all modules that a trace names, each opened once for all processes. */
#ifndef TLSCOPE_ANALYSE_SYMBOLS_MODULES_H
#define TLSCOPE_ANALYSE_SYMBOLS_MODULES_H

#include "symbols/module_file.h"
#include "symbols/object_file.h"

struct module_files {
    char *sysroot; /* "": none */
    struct module_files_entry *list;
    size_t count;
};

/* `sysroot` may be NULL. */
void module_files_init(struct module_files *files, const char *sysroot);
void module_files_free(struct module_files *files);

/* NULL when the file as it was recorded is nowhere to be found. */
struct object_file *module_files_open(struct module_files *files, const struct module_identity *identity);

#endif
