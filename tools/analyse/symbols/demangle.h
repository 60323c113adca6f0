/* SPDX-License-Identifier: MIT */
/* Names of C++ and Rust functions as their programmers wrote them. */
#ifndef TLSCOPE_ANALYSE_SYMBOLS_DEMANGLE_H
#define TLSCOPE_ANALYSE_SYMBOLS_DEMANGLE_H

#include "names.h"

/* The kept name, without parameters and hashes; the text itself where it is no mangled name. */
const char *demangle_keep(struct names *names, const char *text);

#endif
