/* SPDX-License-Identifier: MIT */
/* What the recorder wrote beside the trace: how the program ended. */
#ifndef TLSCOPE_ANALYSE_RUN_H
#define TLSCOPE_ANALYSE_RUN_H

#include "analysis.h"

/* Tells the program's process its exit, where a run.json in the folder, or in the one around it, knows of it, and all
 * that they may be running, where the recorder has not come to its end. */
void run_read(struct analysis *analysis, const char *folder);

/* Whether such a file says that no trace was asked for. */
bool run_is_untraced(const char *folder);

#endif
