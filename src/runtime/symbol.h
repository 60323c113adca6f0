/* SPDX-License-Identifier: MIT */
/* Code addresses in words, for what the runtime itself prints; reports do better from the trace. */
#ifndef TLSCOPE_RUNTIME_SYMBOL_H
#define TLSCOPE_RUNTIME_SYMBOL_H

enum { SYMBOL_BYTES = 512 };

/* "function+0x1c (program+0x11f4)", as much of it as can be told; "unknown code" for NULL. Takes no lock. */
void symbol_describe(const void *address, char text[SYMBOL_BYTES]);

#endif
