/* SPDX-License-Identifier: MIT */
/* Telling of misuse: one event, and one line on stderr for each code and site. */
#ifndef TLSCOPE_MANAGER_DIAGNOSE_H
#define TLSCOPE_MANAGER_DIAGNOSE_H

#include "base/paths.h"
#include "manager/manager.h"

/* What a diagnostic is about. */
struct misuse {
    enum tl_diagnostic code;
    const void *pointer;
    const struct object *object; /* may be NULL */
    uint32_t other_site;         /* where it began: freed at, entered at, …; 0: nowhere */
};

/* Counts, traces and prints it; `format` is the sentence that says what was found and what was expected. Aborts where
 * the user asked for that. */
RARE __attribute__((format(printf, 3, 4))) void diagnose(struct call *call, struct misuse misuse, const char *format,
                                                         ...);

/* "struct", "tensor", … for a kind of the runtime's own. */
const char *kind_text(unsigned kind);

/* At the end of the process: how often those came back that were told only the first time. */
void diagnose_repeats(void);

#endif
