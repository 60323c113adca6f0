/* SPDX-License-Identifier: MIT */
/*
 * The flight recorder's snapshots: when one is asked for, what the buffers hold then becomes a run folder of its own,
 * DIR/snapshots/N.
 */
#ifndef TLSCOPE_RECORD_SNAPSHOTS_H
#define TLSCOPE_RECORD_SNAPSHOTS_H

#include "output_dir.h"
#include "record.h"
#include "session.h"

enum { SNAPSHOTS_PATH = 300 };

struct snapshots {
    char pipe[SNAPSHOTS_PATH]; /* through which the runtime asks */
    int requests;              /* its end to read from; -1: no flight recorder */
    const struct record_options *options;
    unsigned taken;
    unsigned failed;
};

/* Makes the pipe in the folder `home`. False, with a message, when it cannot. */
bool snapshots_open(struct snapshots *snapshots, const char *home, const struct record_options *options);
void snapshots_close(struct snapshots *snapshots);

/* `why` is a word of run.json. No more than a fixed number is ever taken. */
void snapshots_take(struct snapshots *snapshots, const struct session *session, const struct output_dir *output,
                    pid_t program, const char *why);

/* Reads what the runtime asks for, and takes one for all that came together. */
void snapshots_answer(struct snapshots *snapshots, const struct session *session, const struct output_dir *output,
                      pid_t program);

/* Buffers of `bytes` a CPU, as near as powers of two come, and at least that. */
struct buffers snapshots_buffers(uint64_t bytes);

/* The runtime's settings for it, to be freed. NULL when memory is out. */
char *snapshots_settings(const struct record_options *options);

#endif
