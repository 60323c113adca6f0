/* SPDX-License-Identifier: MIT */
/* Libraries opened in a child, so that one that crashes or hangs as it is loaded ends no more than the check. */
#ifndef TLSCOPE_DOCTOR_LIBRARY_H
#define TLSCOPE_DOCTOR_LIBRARY_H

#include "attempt.h"

/* The first of `names` that opens is handed to `use`, whose result is the exit code of the attempt. */
struct library_trial {
    const char *const *names; /* as dlopen takes them; a NULL ends them */
    int (*use)(void *library);
};

/* Opens it in a child. What dlopen says of the first name is the attempt's text where none opens. */
void library_try(struct attempt *attempt, const struct library_trial *trial);

/* Writes the path that an address in a library was loaded from: the first line of an attempt's text. */
int library_print_path(void *library);

#endif
