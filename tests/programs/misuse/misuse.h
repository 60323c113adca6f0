/* SPDX-License-Identifier: MIT */
/* One function for every code of tracepoints/diagnostics.def, named after it, that commits just that misuse. */
#ifndef MISUSE_H
#define MISUSE_H

/* Kept as they are, and exported: the report names the site of a misuse by its function. */
#define TL_DIAGNOSTIC(code, number, name, severity, other, meaning)                                                    \
    __attribute__((noinline, visibility("default"))) void misuse_##code(void);
#include "diagnostics.def"
#undef TL_DIAGNOSTIC

/* What a case does by a helper is done in its own function, however this is compiled. */
#define INLINED __attribute__((always_inline)) static inline

/* A malloc'ed block that the compiler knows nothing about; ends the program when memory is out. */
void *new_block(unsigned long bytes);

#endif
