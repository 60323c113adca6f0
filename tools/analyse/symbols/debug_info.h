/* SPDX-License-Identifier: MIT */
/* From an address to functions, files and lines by DWARF: indexed once, for thousands of addresses. */
#ifndef TLSCOPE_ANALYSE_SYMBOLS_DEBUG_INFO_H
#define TLSCOPE_ANALYSE_SYMBOLS_DEBUG_INFO_H

#include <elfutils/libdw.h>

#include "names.h"
#include "symbols/answer.h"

struct debug_info;

/* The debug information stays the caller's and must live as long. */
struct debug_info *debug_info_new(Dwarf *dwarf);
void debug_info_free(struct debug_info *info);

/* Fills the answer for an address as the debug information has it; leaves it when that does not cover the address. */
void debug_info_find(struct debug_info *info, Dwarf_Addr address, struct names *names, struct answer *answer);

#endif
