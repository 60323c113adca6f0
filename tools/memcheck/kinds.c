/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "memcheck.h"

static const char *const names[MEMCHECK_KINDS] = {
#define KIND(id, xml, code, meaning) xml,
#include "kinds.def"
};

enum memcheck_kind memcheck_kind_of(const char *name)
{
    for (unsigned i = 0; i < MEMCHECK_KINDS; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    return MEMCHECK_OTHER;
}

const char *memcheck_kind_name(enum memcheck_kind kind)
{
    return names[kind];
}

bool memcheck_kind_is_leak(enum memcheck_kind kind)
{
    return kind >= MEMCHECK_LOST;
}

bool memcheck_kind_is_of_device(enum memcheck_kind kind)
{
    return (kind >= MEMCHECK_DEVICE_READ && kind <= MEMCHECK_DEVICE_OTHER) || kind == MEMCHECK_DEVICE_LEAK;
}

const char *memcheck_state_name(enum memcheck_state state)
{
    static const char *const states[] = {[MEMCHECK_STATE_UNKNOWN] = "unknown",
                                         [MEMCHECK_ALLOCATED] = "allocated",
                                         [MEMCHECK_FREED] = "freed",
                                         [MEMCHECK_CLIENT_DEFINED] = "client-defined"};
    return states[state];
}
