/* SPDX-License-Identifier: MIT */
/* The options of `record` by which less is recorded than all: which, and what does not go together. */
#ifndef TLSCOPE_CLI_RECORD_MODES_H
#define TLSCOPE_CLI_RECORD_MODES_H

#include "recording.h"

enum {
    RECORD_MODE_SNAPSHOT = 400,
    RECORD_MODE_SNAPSHOT_ON,
    RECORD_MODE_SNAPSHOT_AT,
};

/* Entries of a table of options. */
#define RECORD_MODE_OPTIONS                                                                                            \
    {RECORD_MODE_SNAPSHOT, "snapshot", "[=SIZE]",                                                                      \
     "flight recorder: keep the last SIZE of each CPU (default: 16M); SIGUSR1 writes it"},                             \
        {RECORD_MODE_SNAPSHOT_ON, "snapshot-on", "error|warning|never", "write it at a misuse so severe, too"},        \
    {                                                                                                                  \
        RECORD_MODE_SNAPSHOT_AT, "snapshot-at", "SIZE", "write it when live objects come to so much, too"              \
    }

/* Takes one of these options. False when its argument is none it can have, after a message, or it is none of them. */
bool record_modes_set_option(struct record_options *record, const struct cli_usage *usage, int letter,
                             const char *text);

/* False, after a message, when options do not go together. */
bool record_modes_check(const struct record_options *record, const struct cli_usage *usage);

#endif
