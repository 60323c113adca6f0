/* SPDX-License-Identifier: MIT */
/* Stands in for the LTTng provider in unit tests: keeps every event that the runtime emits. */
#ifndef TLSCOPE_TESTS_UNIT_RECORDER_H
#define TLSCOPE_TESTS_UNIT_RECORDER_H

#include <stdbool.h>
#include <stddef.h>

#include "tracepoints/values.h"

struct recorded {
    enum tl_event_id id;
    union {
#define TL_EVENT(name, fields) struct tl_event_##name name;
#include "tracepoints/events.def"
#undef TL_EVENT
    };
};

/* From here on events are kept; what was kept before is forgotten. */
void recorder_start(void);

size_t recorder_count(enum tl_event_id id);

/* The `place`-th event of its kind since the start, 0 the first; the test fails when there is none. */
const struct recorded *recorder_event(enum tl_event_id id, size_t place);

/* The latest event of its kind; the test fails when there is none. */
const struct recorded *recorder_last(enum tl_event_id id);

/* How many diagnostics of a code there were, and of any. */
size_t recorder_diagnostics(enum tl_diagnostic code);

/* Fails the test unless there was exactly one diagnostic, of this code. */
void recorder_expect_only(enum tl_diagnostic code);

#endif
