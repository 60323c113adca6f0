/* SPDX-License-Identifier: MIT */
/* Code addresses in words, for what the runtime itself prints; reports do better from the trace. */
#ifndef TLSCOPE_RUNTIME_SYMBOL_H
#define TLSCOPE_RUNTIME_SYMBOL_H

#include "runtime/module.h"

enum { SYMBOL_BYTES = 512 };

/* Fills in what can be told. Takes the loader's lock. */
void symbol_find_place(const void *address, struct place *place);

/* "function+0x1c (program+0x11f4)", as much of it as can be told; "unknown code" for NULL. Takes no
 * lock, and needs the runtime's. */
void symbol_describe(const void *address, char text[SYMBOL_BYTES]);

/* The function alone; false, and "", where no symbol names it. The same otherwise. */
bool symbol_function(const void *address, char text[SYMBOL_BYTES]);

#endif
