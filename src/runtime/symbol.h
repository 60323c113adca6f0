/* SPDX-License-Identifier: MIT */
/* Code addresses in words, for what the runtime itself prints; reports do better from the trace. */
#ifndef TLSCOPE_RUNTIME_SYMBOL_H
#define TLSCOPE_RUNTIME_SYMBOL_H

#include <limits.h>
#include <stdint.h>

enum { SYMBOL_BYTES = 512 };

/* Where a code address is, in terms that still mean something when the process is gone. */
struct place {
    char module[PATH_MAX]; /* absolute path; "" when no module holds the address */
    uint64_t offset;       /* the address as the module's own symbol table has it */
    char symbol[256];      /* the exported name it is in; "" when there is none */
    uint64_t base;         /* where the module is loaded */
    char build_id[41];     /* of the module, in hex digits; "" when it has none */
};

/* Fills in what can be told. Takes the loader's lock. */
void symbol_find_place(const void *address, struct place *place);

/* "function+0x1c (program+0x11f4)", as much of it as can be told; "unknown code" for NULL. Takes no lock. */
void symbol_describe(const void *address, char text[SYMBOL_BYTES]);

#endif
