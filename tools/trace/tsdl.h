/* SPDX-License-Identifier: MIT */
/*
 * What a trace's metadata declares: the types, streams and events of TSDL as tracers write it. What is not of that part
 * of the language (or is made to hurt: types nested without end, of no size, without bound) is a fault in words.
 */
#ifndef TLSCOPE_TRACE_TSDL_H
#define TLSCOPE_TRACE_TSDL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TSDL_FAULT_BYTES = 256,
    TSDL_ALIGN_MAX = 4096, /* bits */
    TSDL_SLOTS = 64,       /* fields that others depend on */
    TSDL_DEPTH_MAX = 24,   /* of types in types */
    TSDL_WEIGHT_MAX = 4096 /* fields of a type, those of its fields included */
};

enum tsdl_kind { TSDL_INTEGER, TSDL_FLOAT, TSDL_STRING, TSDL_STRUCT, TSDL_VARIANT, TSDL_ARRAY, TSDL_SEQUENCE };

struct tsdl_type;

struct tsdl_field {
    const char *name; /* without the underscore that tracers put before it */
    const struct tsdl_type *type;
    unsigned slot; /* where a reader keeps its value for types that depend on it; 0: none does */
};

/* Values of an enumeration that have one label. */
struct tsdl_range {
    const char *label;
    int64_t first; /* as the bits of an unsigned one, where the enumeration is unsigned */
    int64_t last;
};

struct tsdl_type {
    enum tsdl_kind kind;
    unsigned align;    /* bits, a power of two */
    unsigned weight;   /* fields in it, itself included */
    unsigned bits_min; /* that a value takes at least; no more than UINT_MAX tells */
    /* Integers, with enumerations, and floating point numbers. */
    unsigned bits; /* 1 to 64 */
    bool is_signed;
    bool big_endian;
    bool native; /* the byte order is the trace's: settled when all is parsed */
    bool clock;  /* a value of the trace's clock */
    /* Enumerations. */
    const struct tsdl_range *ranges;
    size_t range_count;
    /* Structs and variants. */
    const struct tsdl_field *fields;
    size_t field_count;
    /* Arrays and sequences. */
    const struct tsdl_type *element;
    uint64_t length;
    /* Variants and sequences depend on a field that comes before them. */
    unsigned slot;
    const struct tsdl_type *tag; /* an enumeration */
    struct tsdl_type *next;      /* of all types */
};

struct tsdl_stream {
    uint64_t id;
    const struct tsdl_type *event_header; /* NULL: none is declared; so are the other two */
    const struct tsdl_type *event_context;
    const struct tsdl_type *packet_context;
};

struct tsdl_event {
    uint64_t id;
    uint64_t stream;
    const char *name; /* "" where it has none */
    const struct tsdl_type *context;
    const struct tsdl_type *fields;
};

struct tsdl_clock {
    const char *name;
    uint64_t frequency; /* Hz */
    int64_t offset_s;
    uint64_t offset; /* ticks */
    bool absolute;   /* counts from the Unix epoch */
};

struct tsdl {
    bool has_trace; /* a trace block was there */
    bool big_endian;
    bool has_uuid;
    unsigned char uuid[16];
    const struct tsdl_type *packet_header; /* NULL: none */
    const char *hostname;                  /* NULL: not told */
    bool is_lttng;                         /* made by one of LTTng's tracers */
    bool has_clock;
    struct tsdl_clock clock;
    struct tsdl_stream *streams;
    size_t stream_count;
    struct tsdl_event *events;
    size_t event_count;
    bool cut;                     /* the text ends within a declaration, which is left out */
    char fault[TSDL_FAULT_BYTES]; /* why it cannot be used; "": it can */
    struct tsdl_type *types;      /* all of them, the newest first */
    struct tsdl_block *blocks;    /* the memory of all that is above */
};

/* Parses a metadata text. To be given to tsdl_free, whatever its fault. */
struct tsdl *tsdl_parse(const char *text, size_t length);
void tsdl_free(struct tsdl *tsdl);

/* The name as readers know it. */
const struct tsdl_field *tsdl_field_find(const struct tsdl_type *structure, const char *name);

#endif
