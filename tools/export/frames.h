/* SPDX-License-Identifier: MIT */
/* Stacks as other tools know them: numbered frames, each a function with file and line as far as they are known. */
#ifndef TLSCOPE_EXPORT_FRAMES_H
#define TLSCOPE_EXPORT_FRAMES_H

#include "sites.h"

enum { STACK_MOST = 256, FRAME_TEXT_BYTES = 512 };

/*
 * A statement of the source language is its function's frame: file and line are the statement's, not those of the
 * compiled code. Functions that were inlined have frames of their own.
 */
struct code_frame {
    struct code_frame_key {
        const char *function; /* NULL: not known */
        const char *file;     /* NULL: not known */
        uint32_t line;        /* 0: not known */
        uint32_t column;      /* likewise */
        uint32_t address;     /* number of the code address; 0: none, or it makes no difference */
        uint32_t ordinal;     /* of a statement without a line; 0: none */
    } key;
    uint32_t number;                 /* from 0, in order of appearance */
    const struct code_address *code; /* of one of them; NULL: not known */
    const char *tag;                 /* of the statement without a line */
};

struct frames {
    const struct sites *sites;
    bool addresses; /* frames at different addresses are different, whatever is known of them */
    struct grouping table;
};

void frames_init(struct frames *frames, const struct sites *sites, bool addresses);
void frames_free(struct frames *frames);

const struct code_frame *frames_at(const struct frames *frames, uint32_t number);

/* The stack of a site, innermost first, in STACK_MOST numbers at most. Returns how many: one at least. */
size_t frames_of_site(struct frames *frames, uint32_t site, uint32_t *stack);

/* "step (model.tl:40)", or as much of it as is known. */
void frame_text(const struct frames *frames, const struct code_frame *frame, char *text, size_t size);

/* "0x401020: step (model.tl:40)", as Valgrind's tools write it. */
void frame_text_addressed(const struct frames *frames, const struct code_frame *frame, char *text, size_t size);

#endif
