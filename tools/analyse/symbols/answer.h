/* SPDX-License-Identifier: MIT */
/* What is known of a code address: the functions it is in. */
#ifndef TLSCOPE_ANALYSE_SYMBOLS_ANSWER_H
#define TLSCOPE_ANALYSE_SYMBOLS_ANSWER_H

#include <stddef.h>
#include <stdint.h>

struct source_frame {
    const char *function; /* NULL: not known */
    const char *file;     /* NULL: not known */
    uint32_t line;        /* 0: not known */
};

enum { ANSWER_FRAMES_MOST = 64 };

/* Each function was inlined into the next; texts are kept by the names that were handed in. */
struct answer {
    struct source_frame frames[ANSWER_FRAMES_MOST];
    size_t count;   /* 0: nothing is known */
    uint64_t start; /* of the last one's code; 0: not known */
};

#endif
