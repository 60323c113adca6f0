/* SPDX-License-Identifier: MIT */
/* The reference reader: libbabeltrace2. */
#ifndef TLSCOPE_TRACE_BABELTRACE_H
#define TLSCOPE_TRACE_BABELTRACE_H

#include <babeltrace2/babeltrace.h>

#include "delivery.h"
#include "recording.h"

/* Reads all folders, merged by time; those whose metadata is of no use are left out. */
void babeltrace_read(const struct recording *recording, struct delivery *delivery);

/*
 * A folder that libbabeltrace2 can read: the given one when all its packets are whole, else a temporary one that links
 * to its files and lists their whole packets. Returns the path to read, to be freed; *temporary says that it is to be
 * removed after with trace_mend_remove. NULL when the trace has no usable metadata.
 */
char *trace_mend(const struct trace_folder *folder, struct trace_result *result, bool *temporary);
void trace_mend_remove(const char *path);

/* Decoders of the event classes met so far. */
struct babeltrace_decoders;
struct babeltrace_decoders *babeltrace_decoders_new(void);
void babeltrace_decoders_free(struct babeltrace_decoders *decoders);

/* Fills *any from an event message (time excepted); texts live as long as the message. NULL: it is not known. */
const struct provider *babeltrace_decode(struct babeltrace_decoders *decoders, const bt_event *source,
                                         union trace_any *any);

#endif
