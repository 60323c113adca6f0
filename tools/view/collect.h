/* SPDX-License-Identifier: MIT */
/* Follows a recording while it is analysed, and fills the columns. Memory follows what is alive. */
#ifndef TLSCOPE_VIEW_COLLECT_H
#define TLSCOPE_VIEW_COLLECT_H

#include "analysis.h"
#include "tlview.h"

struct collector;

/* To be given to collector_free, while the analysis is there. */
struct collector *collector_new(struct tlview *tlview);
void collector_free(struct collector *collector);

/* For the analysis: it is told of all that happens. */
const struct observer *collector_observer(const struct collector *collector);

/* Once the analysis is finished: fills all columns but `report`. False, with errno, when lifetimes could not be kept.
 */
bool collector_finish(struct collector *collector, const struct analysis *analysis);

#endif
