/* SPDX-License-Identifier: MIT */
/* The options of `record` by which less is recorded than all: which, and what does not go together. */
#ifndef TLSCOPE_CLI_RECORD_MODES_H
#define TLSCOPE_CLI_RECORD_MODES_H

#include "recording.h"

enum {
    RECORD_MODE_SNAPSHOT = 400,
    RECORD_MODE_SNAPSHOT_ON,
    RECORD_MODE_SNAPSHOT_AT,
    RECORD_MODE_SAMPLE,
    RECORD_MODE_ONLY_KIND,
    RECORD_MODE_MIN_SIZE,
    RECORD_MODE_MAX_SIZE,
    RECORD_MODE_SCOPE_SITE,
    RECORD_MODE_SUMMARY,
};

/* What the options come to. */
struct record_modes {
    char settings[512]; /* of the runtime, for record_options.settings */
    bool selects;       /* not all objects are told of */
    uint64_t min_size;  /* bytes; 0: any */
    uint64_t max_size;  /* 0: any */
};

/* Entries of a table of options. */
#define RECORD_MODE_OPTIONS                                                                                            \
    {RECORD_MODE_SNAPSHOT, "snapshot", "[=SIZE]",                                                                      \
     "flight recorder: keep the last SIZE of each CPU (default: 16M); SIGUSR1 writes it"},                             \
        {RECORD_MODE_SNAPSHOT_ON, "snapshot-on", "error|warning|never", "write it at a misuse so severe, too"},        \
        {RECORD_MODE_SNAPSHOT_AT, "snapshot-at", "SIZE", "write it when live objects come to so much, too"},           \
        {RECORD_MODE_SAMPLE, "sample", "RATE", "look at one object in N (1/N), or, as 512k, at one of so many bytes"}, \
        {RECORD_MODE_ONLY_KIND, "only-kind", "KINDS", "only at these: struct,tensor,vector,unknown"},                  \
        {RECORD_MODE_MIN_SIZE, "min-size", "SIZE", "only at objects of so many bytes or more"},                        \
        {RECORD_MODE_MAX_SIZE, "max-size", "SIZE", "only at objects of so many bytes or fewer"},                       \
        {RECORD_MODE_SCOPE_SITE, "scope-site", "PLACE", "only at those made in scopes entered at FUNCTION|FILE:LINE"}, \
    {                                                                                                                  \
        RECORD_MODE_SUMMARY, "summary", "[=SECONDS]",                                                                  \
            "only totals by place, every SECONDS (default: 10), for runs of hours"                                     \
    }

/* Takes one of these options. False when its argument is none it can have, after a message, or it is none of them. */
bool record_modes_set_option(struct record_modes *modes, struct record_options *record, const struct cli_usage *usage,
                             int letter, const char *text);

/* Once all are taken: passes the settings on. False, after a message, when options do not go together. */
bool record_modes_finish(struct record_modes *modes, struct record_options *record, const struct cli_usage *usage);

#endif
