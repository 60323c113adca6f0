/* SPDX-License-Identifier: MIT */
/* An event out of its bits, into the plain struct of its provider. */
#ifndef TLSCOPE_TRACE_EVENT_DECODE_H
#define TLSCOPE_TRACE_EVENT_DECODE_H

#include "stream_reader.h"

/*
 * The hot path: decodes events of fixed size into the batch, up to the first that event_decode has to take: another
 * one, one near the end of the bits or with a time that cannot be, the one after the batch's last place.
 */
void events_decode_fixed(struct cursor *cursor, const struct stream_class *class, const struct layout *layout,
                         struct batch *batch);

enum event_decoded {
    EVENT_DECODED, /* or skipped, being not known: then it has no provider */
    EVENT_ENDS,    /* the bits end before it does */
    EVENT_BAD,     /* it is none */
    EVENT_FULL,    /* its texts have no room in the batch */
};

/*
 * Decodes the event at the cursor into the batch's next free place, without counting it; time is in the cursor's clock
 * then. On failure the cursor is of no use.
 */
enum event_decoded event_decode(struct cursor *cursor, const struct stream_class *class, struct batch *batch);

#endif
