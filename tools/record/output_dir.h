/* SPDX-License-Identifier: MIT */
/* The folder a recording leaves behind. */
#ifndef TLSCOPE_RECORD_OUTPUT_DIR_H
#define TLSCOPE_RECORD_OUTPUT_DIR_H

#include <stdbool.h>
#include <sys/types.h>

struct output_dir {
    char *path;      /* absolute; NULL when not made */
    char *trace;     /* path/trace */
    char *jit;       /* path/jit: for what names JIT code; made when it is needed */
    char *snapshots; /* path/snapshots: a run folder each; made when there is one */
    char *reserve;   /* path/.reserve: room kept for metadata and report should the disk fill up; there until the end,
                        which reports go by */
    bool made;       /* by us: removed again when the recording fails */
};

/*
 * Makes the folder `wanted`, or tlscope-<program>.<pid> where that is NULL. What is there already is an error, but for
 * an empty folder, or with `force`: then what an earlier recording left in it is removed. False, with a message, when
 * it cannot.
 */
bool output_dir_make(struct output_dir *output, const char *wanted, const char *program, pid_t pid, bool force);

/* Gives the reserved room back to the disk. */
void output_dir_release_reserve(struct output_dir *output);

/* Removes what output_dir_make made: for a recording that never began. */
void output_dir_discard(struct output_dir *output);

/* Frees the paths; the folder stays. */
void output_dir_clear(struct output_dir *output);

#endif
