/* SPDX-License-Identifier: MIT */
/* Runs the player in place of the tool. */
#ifndef TLSCOPE_REPLAY_LAUNCH_H
#define TLSCOPE_REPLAY_LAUNCH_H

/*
 * Becomes the player of the script open at `descriptor`, run under `under`, a command of the shell (NULL: by itself),
 * with TLSCOPE_OPTIONS set to `options`. Returns, with a message, an exit code when it cannot be run.
 */
int launch_player(int descriptor, const char *under, const char *options);

#endif
