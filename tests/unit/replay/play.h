/* SPDX-License-Identifier: MIT */
/* Plays events as `tlscope replay` plays a trace: these tests stand in for trace_read. */
#ifndef TLSCOPE_TEST_PLAY_H
#define TLSCOPE_TEST_PLAY_H

#include "trace.h"

/* Linked with --wrap: what the compiler of scripts calls as trace_read, and the real one. */
enum trace_status __wrap_trace_read(const char *path, const struct trace_listener *listener,
                                    struct trace_result *result);
enum trace_status __real_trace_read(const char *path, const struct trace_listener *listener,
                                    struct trace_result *result);

/* Of the first process, where it is 0. The player's exit code for what trace_read hands out; a signal's number with its
 * sign changed. */
int play_trace(const char *path, uint64_t process);

#endif
