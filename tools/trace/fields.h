/* SPDX-License-Identifier: MIT */
/* Values out of the bits of a packet, by their types. Nothing is read that is not there. */
#ifndef TLSCOPE_TRACE_FIELDS_H
#define TLSCOPE_TRACE_FIELDS_H

#include "tsdl.h"

struct cursor {
    const unsigned char *bytes; /* begin at the packet's start, or TSDL_ALIGN_MAX bits or a multiple after it */
    uint64_t at;                /* bits */
    uint64_t end;               /* bits that are there */
    bool bad;                   /* the last failure was a contradiction, not the end of what is there */
    uint64_t clock;             /* ticks */
    uint64_t clock_most;        /* no event of the packet can be later */
    uint64_t clock_slack;       /* a second: tracers are not exact to the tick */
    uint64_t slots[TSDL_SLOTS]; /* of fields that others depend on */
};

/* Each is false where the value does not end before `end`, or, with cursor->bad, cannot be what its type says. */

/* An integer or enumeration; negative ones have all upper bits set. One of the clock sets the clock. */
bool field_integer(struct cursor *cursor, const struct tsdl_type *type, uint64_t *value);

/* A text; it stays in `bytes`. `length` is without the 0 that ends it. */
bool field_text(struct cursor *cursor, const char **text, uint64_t *length);

/* Past a value of any type. */
bool field_skip(struct cursor *cursor, const struct tsdl_type *type);

/* Keeps what other types depend on. */
static inline void field_keep(struct cursor *cursor, const struct tsdl_field *field, uint64_t value)
{
    cursor->slots[field->slot] = value;
}

bool field_align(struct cursor *cursor, unsigned align);

/* The field of a variant that the tag's value chooses; NULL when it chooses none. */
const struct tsdl_field *variant_choice(const struct tsdl_type *variant, uint64_t tag);

/* Whether the clock, which was `before` that, can be that of the packet's next event. */
static inline bool clock_is_sound(const struct cursor *cursor, uint64_t before, uint64_t clock)
{
    return clock <= cursor->clock_most && (clock >= before || before - clock <= cursor->clock_slack);
}

/* The clock goes on to the next time that its lowest bits are these. */
static inline uint64_t clock_forward(uint64_t clock, uint64_t value, unsigned bits)
{
    if (bits >= 64) {
        return value;
    }
    const uint64_t mask = (UINT64_C(1) << bits) - 1;
    const uint64_t wrapped = value < (clock & mask) ? mask + 1 : 0;
    return (clock & ~mask) + wrapped + value;
}

#endif
