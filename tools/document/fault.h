/* SPDX-License-Identifier: MIT */
/* What is wrong with a document: the first fault is kept, so that readers go on with zeros and ask once at the end. */
#ifndef TLSCOPE_DOCUMENT_FAULT_H
#define TLSCOPE_DOCUMENT_FAULT_H

#include <stdbool.h>

/* A zeroed one tells of no fault. */
struct document_fault {
    char where[1000]; /* the part being read, such as "findings[3]"; "" where it is the whole */
    char text[2400];  /* the first fault, in words without a full stop; "" while there is none */
};

/* Names the part that is read from here on. */
void fault_set_where(struct document_fault *fault, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Keeps what is wrong, unless something was before. Returns false, so that a function can fail with it in a line. */
bool fault_tell(struct document_fault *fault, const char *format, ...) __attribute__((format(printf, 2, 3)));

bool fault_is(const struct document_fault *fault);

#endif
