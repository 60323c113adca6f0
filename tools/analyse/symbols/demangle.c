/* SPDX-License-Identifier: MIT */
#include "symbols/demangle.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#ifdef TLSCOPE_HAVE_LIBIBERTY
#include <libiberty/demangle.h>

/* The longest name worth the time: demangling may take much more than the length. */
enum { MANGLED_MOST = 4096 };

static char *demangle(const char *text)
{
    /* _Z is C++ and old Rust, _R is Rust. */
    const bool mangled = text[0] == '_' && (text[1] == 'Z' || text[1] == 'R');
    return mangled && strlen(text) <= MANGLED_MOST ? cplus_demangle(text, DMGL_ANSI | DMGL_AUTO) : NULL;
}
#else
static char *demangle(const char *text)
{
    (void)text;
    return NULL;
}
#endif

const char *demangle_keep(struct names *names, const char *text)
{
    char *plain = demangle(text);
    const char *kept = names_keep(names, plain ? plain : text);
    free(plain);
    return kept;
}
