/* SPDX-License-Identifier: MIT */
/* Processes of a recording that go on when it ends, whether they have called the runtime or not. */
#ifndef TLSCOPE_RECORD_SURVIVORS_H
#define TLSCOPE_RECORD_SURVIVORS_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Those of this user that run with `setting`, NAME=VALUE of a value that no other begins with, in the environment they
 * were started with and have the runtime loaded, but for this process: at most so many.
 */
size_t survivors_find(const char *setting, pid_t *processes, size_t most);

#endif
