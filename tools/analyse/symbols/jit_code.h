/* SPDX-License-Identifier: MIT */
/* The JIT code of one process, by what was kept of it beside the trace. */
#ifndef TLSCOPE_ANALYSE_SYMBOLS_JIT_CODE_H
#define TLSCOPE_ANALYSE_SYMBOLS_JIT_CODE_H

#include "names.h"
#include "symbols/answer.h"

struct jit_code;

/* Reads the folder's files of the process; never NULL. Texts are kept by `names`. */
struct jit_code *jit_code_open(const char *folder, uint32_t pid, struct names *names);
void jit_code_free(struct jit_code *code);

/* Fills the answer for an address as it was at a time of the monotonic clock, in nanoseconds; leaves it when nothing
 * is known. */
void jit_code_find(struct jit_code *code, uint64_t address, uint64_t time, struct names *names, struct answer *answer);

#endif
