/* SPDX-License-Identifier: MIT */
/* Under which options of the runtime a trace is replayed. */
#ifndef TLSCOPE_REPLAY_SETTINGS_H
#define TLSCOPE_REPLAY_SETTINGS_H

#include <stdbool.h>

/*
 * TLSCOPE_OPTIONS for the player, to be freed: those of the recorded options that say what calls do, and then the
 * user's (NULL: none), which override them. Under a tool that watches the heap itself (`under`), neither our own
 * watch nor the tracer, which has leaks of its own, comes between unless the user asks. With `statements` the player
 * announces them, before its calls. NULL when memory is out.
 */
char *settings_merge(const char *recorded, const char *user, bool under, bool statements);

/* True when the user's options may change which object a call counts or frees. */
bool settings_change_rules(const char *user);

#endif
