/* SPDX-License-Identifier: MIT */
/*
 * The places in the program that events name by number. A site is a stack of code addresses and the source statement
 * that the call was in; sites that people would call one place (the same call, in the same statement) have the same
 * `place`, the number of one of them, by which reports group.
 */
#ifndef TLSCOPE_ANALYSE_SITES_H
#define TLSCOPE_ANALYSE_SITES_H

#include <stdbool.h>

#include "grouping.h"
#include "names.h"
#include "symbols/answer.h"
#include "trace.h"

/* Numbers of sites from here on are of allocations that the heap's events tell of, not of calls. */
#define SITES_OF_ALLOCATIONS UINT32_C(0x80000000)

/* Of these, those are of stacks that memcheck tells. The bit between belongs to sites.c. */
#define SITES_OF_MEMCHECK UINT32_C(0xA0000000)

struct module {
    uint32_t key; /* its number */
    uint64_t base;
    const char *path;
    const char *build_id; /* hex digits; "" when it has none */
};

/* A return address, and what it was resolved to. */
struct code_address {
    uint32_t key;    /* its number */
    uint32_t module; /* its number; 0: in no module, as JIT code */
    uint32_t line;   /* 0: not known */
    uint64_t value;
    uint64_t offset;              /* in the module; of JIT code in its function, 0: not known */
    const char *symbol;           /* exported name; "" when not known */
    const char *function;         /* from debug information or symbols; NULL when not known */
    const char *inlined_in;       /* the function whose code it became part of; NULL when it was not inlined */
    const char *file;             /* from debug information; NULL when not known */
    uint32_t after;               /* the statement before it in its function's code; 0: none was seen */
    struct source_frame *callers; /* the functions it was inlined into, from the inside out */
    size_t caller_count;
    int64_t met_ns; /* when the trace told of it */
};

struct stack_frame {
    uint32_t key; /* its number: that of the stack it is the innermost frame of */
    uint32_t address;
    uint32_t outer; /* the frame that called it; 0: see end */
    uint32_t end;   /* enum tl_stack_end */
};

/* A statement of the program's source, as it announced itself. */
struct statement {
    uint32_t key;     /* its number */
    uint32_t address; /* that announced it */
    uint32_t line;    /* 0: not known, as in programs compiled without lines */
    uint32_t column;
    uint32_t ordinal; /* its place among the statements of its function that were seen, from 1 */
    bool after;       /* its calls are behind it, and none was announced for them (TL_TAG_AFTER) */
    const char *file; /* "" when not known */
    const char *tag;
};

struct site {
    uint32_t key; /* its number */
    uint32_t stack;
    uint32_t statement; /* 0: none was announced */
    uint32_t frame;     /* enum tl_frame: whose statement it is */
    uint32_t place;
    uint32_t caller; /* the site that stands for the call of its function; 0: none was made */
};

struct sites {
    struct names *names;
    bool announced_before; /* statements announce themselves before their calls */
    struct grouping modules;
    struct grouping addresses;
    struct grouping frames;
    struct grouping statements;
    struct grouping sites;
    const char
        *outdated; /* a module changed or removed since it was traced, so that its places stay unnamed; or NULL */
};

void sites_init(struct sites *sites, struct names *names);
void sites_free(struct sites *sites);

void sites_event(struct sites *sites, const struct trace_event *event);

/* Once all events are there: which sites are one place, and the ordinals of statements. */
void sites_settle(struct sites *sites);

/* NULL when no event told of it. */
const struct site *sites_find(const struct sites *sites, uint32_t number);
const struct module *sites_module(const struct sites *sites, uint32_t number);

/* The number that stands for a site's place; the site's own when no event told of it. After sites_settle. */
uint32_t sites_place(const struct sites *sites, uint32_t number);

/* Where the call came from; NULL when no event told of it. */
const struct code_address *sites_code(const struct sites *sites, uint32_t number);

/* The function of an address, which may be NULL, by debug information or symbols; NULL when not known. */
const char *code_function(const struct code_address *code);

/* True when both are of a function of one name, or of none that is known. */
bool code_same_function(const struct code_address *left, const struct code_address *right);

/* The statement that the call was in; NULL when none is known. */
const struct statement *sites_statement(const struct sites *sites, uint32_t number);

/* Of a call that no statement of its own function announces, as TL does of what stands before a return: the statement
 * before it in the function's code. NULL when there is one of its own, or none at all. */
const struct statement *sites_statement_before(const struct sites *sites, uint32_t number);

/* The call by which the function of a site was called, as a site of its own; 0 when no stack tells. */
uint32_t sites_caller(const struct sites *sites, uint32_t number);

/* True when the statement has a line. */
bool statement_has_line(const struct statement *statement);

/* The frames of a site, innermost first, `most` at most; *end says why there are no more. Returns how many. */
size_t sites_stack(const struct sites *sites, uint32_t number, const struct code_address **frames, size_t most,
                   enum tl_stack_end *end);

#endif
