/* SPDX-License-Identifier: MIT */
/* The files of all modules that a trace names, each opened once for all processes. */
#ifndef TLSCOPE_ANALYSE_SYMBOLS_MODULES_H
#define TLSCOPE_ANALYSE_SYMBOLS_MODULES_H

#include <pthread.h>

#include "symbols/module_file.h"
#include "symbols/object_file.h"

struct module_files {
    char *sysroot; /* "": none */
    struct module_files_entry **list;
    size_t count;
    pthread_mutex_t lock; /* of all that follows, and of the list and its count while the opener runs */
    pthread_cond_t expected;
    pthread_t opener;
    bool opening;  /* it runs */
    size_t opened; /* by it: the first of the list */
    bool enough;   /* it is to end once it has opened all */
};

/* `sysroot` may be NULL. */
void module_files_init(struct module_files *files, const char *sysroot);
void module_files_free(struct module_files *files);

/* Its file will be wanted: another thread begins to open it, which may take as long as reading the trace does. */
void module_files_expect(struct module_files *files, const struct module_identity *identity);

/* Nothing is expected from then on. NULL when the file as it was recorded is nowhere to be found. */
struct object_file *module_files_open(struct module_files *files, const struct module_identity *identity);

#endif
