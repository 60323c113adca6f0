/* SPDX-License-Identifier: MIT */
/* The loaded files that code addresses are in. Takes no lock and allocates nothing: malloc itself may ask. */
#ifndef TLSCOPE_RUNTIME_MODULE_H
#define TLSCOPE_RUNTIME_MODULE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

/* Where a code address is, in terms that still mean something when the process is gone. */
struct place {
    char module[PATH_MAX]; /* absolute path; "" when no module holds the address */
    uint64_t offset;       /* the address as the module's own symbol table has it */
    char symbol[256];      /* the exported name it is in; "" when there is none */
    uint64_t base;         /* where the module is loaded */
    char build_id[41];     /* of the module, in hex digits; "" when it has none */
};

/* Fills in all but the symbol; false, and all empty, when the address is in no module. */
bool module_find(const void *address, struct place *place);

/* The path of a module as the loader knows it, made absolute; the loader has none for the program itself. */
void module_path(const char *name, char path[PATH_MAX]);

#endif
