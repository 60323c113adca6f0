/* SPDX-License-Identifier: MIT */
/* What the codes of findings mean. */
#ifndef TLSCOPE_CHECK_RULES_H
#define TLSCOPE_CHECK_RULES_H

#include <stddef.h>

struct rule {
    const char *code;
    const char *meaning;
};

/* NULL for a code that this version does not know. */
const struct rule *rules_find(const char *code);

/* The rule at an index, NULL after the last. */
const struct rule *rules_at(size_t index);

#endif
