/* SPDX-License-Identifier: MIT */
/* The options of a recording, the same in all commands that make one. */
#ifndef TLSCOPE_CLI_RECORDING_H
#define TLSCOPE_CLI_RECORDING_H

#include "cli.h"
#include "record.h"

/* Letters of options that have no short form; those of a command's own come after them. */
enum {
    RECORDING_LETTER_SUBBUF_SIZE = 256,
    RECORDING_LETTER_SUBBUF_COUNT,
    RECORDING_LETTER_BLOCKING,
    RECORDING_LETTERS_END,
};

/* Entries of a table of options. */
#define RECORDING_PLACE_OPTIONS                                                                                        \
    {'o', "output", "DIR", "folder for trace and report (default: tlscope-<program>.<pid>)"},                          \
        {'f', "force", NULL, "replace the trace and report that are in that folder"},                                  \
    {                                                                                                                  \
        'p', "preload", NULL, "preload libtlscope.so over the program's own memory manager"                            \
    }
#define RECORDING_BUFFER_OPTIONS                                                                                       \
    {RECORDING_LETTER_SUBBUF_SIZE, "subbuf-size", "BYTES",                                                             \
     "bytes of a sub-buffer, a power of two (default: what fits, to 2M)"},                                             \
        {RECORDING_LETTER_SUBBUF_COUNT, "subbuf-count", "N",                                                           \
         "sub-buffers per CPU, a power of two (default: what fits, to 8)"},                                            \
    {                                                                                                                  \
        RECORDING_LETTER_BLOCKING, "blocking", "USEC",                                                                 \
            "longest wait of one event for room; 0: lose it (default: 10000000)"                                       \
    }

/* Takes one of these options. False when its argument is none it can have, after a message, or it is none of them. */
bool recording_set_option(struct record_options *record, const struct cli_usage *usage, int letter, const char *text);

#endif
