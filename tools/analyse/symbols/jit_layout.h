/* SPDX-License-Identifier: MIT */
/* Objects of JIT code as libdw reads them. */
#ifndef TLSCOPE_ANALYSE_SYMBOLS_JIT_LAYOUT_H
#define TLSCOPE_ANALYSE_SYMBOLS_JIT_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#include "symbols/intervals.h"

/*
 * A copy in memory of the object file, made so that libdw leaves its sections where they are: it would lay out anew
 * what has no address, and relocate debug information by the addresses that sections of it were loaded to. Returns a
 * file descriptor, -1 when it is no object of this kind of machine.
 */
int jit_layout_open(const char *path);

/* Adds the ranges of code in the object file under a number. */
void jit_layout_ranges(const char *path, struct intervals *intervals, size_t item);

#endif
