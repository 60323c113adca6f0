/* SPDX-License-Identifier: MIT */
/* The providers whose events are read, as tables made from their lists in tracepoints/: both readers fill by these. */
#ifndef TLSCOPE_TRACE_PROVIDERS_H
#define TLSCOPE_TRACE_PROVIDERS_H

#include "trace.h"

enum field_type { FIELD_U8, FIELD_U16, FIELD_U32, FIELD_U64, FIELD_I64, FIELD_PTR, FIELD_STR };

/* Bits of an integer field. */
unsigned field_bits(enum field_type type);

struct event_field {
    const char *name;
    enum field_type type;
    size_t offset; /* in the event's own struct */
};

struct event_shape {
    const char *name;
    const struct event_field *fields;
    size_t field_count;
};

enum { EVENT_FIELDS_MAX = 10 };

/* Room for an event of any provider. */
union trace_any {
    struct {
        int64_t time_ns;
        uint64_t process;
        unsigned id;
        uint64_t as[]; /* the event's own struct */
    } any;             /* what all have in common */
    struct trace_event event;
    struct trace_heap_event heap;
    struct trace_gpu_event gpu;
};

/* Where a result counts the events of a provider. */
struct provider_counts {
    uint64_t *events; /* read */
    uint64_t *discarded;
    uint64_t *packets_lost;
};

struct provider {
    const char *prefix; /* of the names of its events */
    struct event_shape (*shape)(unsigned id);
    unsigned count;
    struct provider_counts (*counts)(struct trace_result *result);
    void (*hand_on)(const struct trace_listener *listener, const union trace_any *any);
};

/* The provider of an event by its full name, and its number among those of the provider; NULL when it is not known. */
const struct provider *provider_find(const char *name, unsigned *id);

/* The provider whose events are in a stream file of that name, tl_mem where none is named: LTTng names it by its
 * channel and its CPU, and the recorder names channels by their providers. */
const struct provider *provider_of_stream(const char *file);

/* The provider tl_mem. */
extern const struct provider *const provider_main;

#endif
