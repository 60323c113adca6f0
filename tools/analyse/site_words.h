/* SPDX-License-Identifier: MIT */
/* Places in the words of reports. */
#ifndef TLSCOPE_ANALYSE_SITE_WORDS_H
#define TLSCOPE_ANALYSE_SITE_WORDS_H

#include "sites.h"

/* The name of a file without its folders; within `path`. */
const char *path_last_part(const char *path);

/* What is known of a place, the source language first. */
struct site_facts {
    const char *function; /* NULL: not known */
    const char *file;     /* NULL: not known */
    uint32_t line;
    const char *source; /* where that is from: "tl", "debug", "symbol" or "none" */
};

struct site_facts site_facts(const struct sites *sites, uint32_t number);

/* Writes the place for people: "model.tl:40 (step)", "leak.c:12 (main)", or as much of it as is known. */
void site_text(const struct sites *sites, uint32_t number, char *text, size_t size);

/* Writes who called the function of a place; false where that is not known, nobody of the program, or told of the place
 * by site_text. */
bool site_caller_text(const struct sites *sites, uint32_t number, char *text, size_t size);

/* A frame of a stack as the source has them: a call inlined into its caller is a frame, too. */
struct source_call {
    const struct code_address *code;
    const char *function; /* NULL: not known */
    const char *file;     /* NULL: not known */
    uint32_t line;
    bool inlined; /* into the next */
};

/* The frames of a site, innermost first, `most` at most; *end says why there are no more. Returns how many. */
size_t source_calls(const struct sites *sites, uint32_t number, struct source_call *calls, size_t most,
                    enum tl_stack_end *end);

/* How many of them are the program's: what is further out starts every program and thread. */
size_t source_calls_of_program(const struct source_call calls[], size_t count);

/* The frame that called the function of a site, its own calls of itself left out; false where none is known, or none is
 * of the program. */
bool source_caller(const struct sites *sites, uint32_t number, struct source_call *caller);

/* True when the function of any site of a place is on its stack once more. */
bool place_recurs(const struct sites *sites, uint32_t place);

/* Such a frame for people. */
void source_call_text(const struct sites *sites, const struct source_call *call, char *text, size_t size);

#endif
