/* SPDX-License-Identifier: MIT */
/* Why less is known of a program than a clean report would claim: what its report says is missing. */
#ifndef TLSCOPE_CHECK_DOUBTS_H
#define TLSCOPE_CHECK_DOUBTS_H

#include "checked.h"

/* Of the trace as a whole. */
void doubts_of_trace(struct checked *checked, const cJSON *report, struct document_fault *fault);

/* Of the process that was read last, by its section of the report. `idle_child`: one that did nothing, which leaves no
 * doubt. */
void doubts_of_process(struct checked *checked, const cJSON *section, bool idle_child, struct document_fault *fault);

#endif
