/* SPDX-License-Identifier: MIT */
/*
 * The aggregate mode, option summary: the trace is told of no object while it lives. It is told the totals of each
 * place every so many seconds, and at the end of the process what is still alive. With the runtime's lock held.
 */
#ifndef TLSCOPE_MANAGER_SUMMARY_H
#define TLSCOPE_MANAGER_SUMMARY_H

#include "manager/population.h"

/* Once the options are read. */
void summary_start(void);

/* In a forked child, before its first call: what its parent made is not its own. */
void summary_forget(void);

/* At the beginning of a process: tells the trace that it is in this mode. */
void summary_tell_mode(void);

void summary_count(const struct object *object, enum population_change change);

/* Tells what has changed since the last time, where that is due. */
void summary_tell_sometimes(void);

/* At the end of the process: the last totals, and all that is alive. */
void summary_tell_last(void);

#endif
