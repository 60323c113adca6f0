/* SPDX-License-Identifier: MIT */
/* Findings that are not to be counted, by lines such as `leak:function=load_model,kind=tensor`. */
#ifndef TLSCOPE_CHECK_SUPPRESSIONS_H
#define TLSCOPE_CHECK_SUPPRESSIONS_H

#include <stdio.h>

#include "checked.h"

/* What a pattern is held against: SUBJECT(id, "word"). Without a word it is held against all of them. */
#define SUBJECTS(X)                                                                                                    \
    X(FUNCTION, "function")                                                                                            \
    X(FILE, "file") X(SCOPE, "scope") X(NAME, "name") X(KIND, "kind") X(CODE, "code")

#define SUBJECT_ENUMERATOR(id, name) SUBJECT_##id,
enum subject { SUBJECTS(SUBJECT_ENUMERATOR) SUBJECT_ANY };

struct condition {
    enum subject subject;
    const char *pattern; /* in the suppression's text */
};

struct suppression {
    char *line; /* as written */
    char *text; /* cut up into the patterns */
    char *path;
    unsigned number;        /* of the line */
    enum category category; /* CATEGORY_COUNT: any */
    struct condition *conditions;
    size_t condition_count;
    size_t findings; /* how many it fits */
};

struct suppressions {
    struct suppression *items;
    size_t count;
};

/* Adds the lines of a file. False, with a message, when it cannot be read or a line says nothing. */
bool suppressions_read(struct suppressions *suppressions, const char *path, struct document_fault *fault);
void suppressions_free(struct suppressions *suppressions);

/* Marks the findings that a line fits, and counts them at each line that does. */
void suppressions_apply(const struct suppressions *suppressions, const struct checked *checked);

/* Writes a line for each finding that fails, or that counts and is neither suppressed nor known. */
void suppressions_print(const struct checked *checked, FILE *file);

#endif
