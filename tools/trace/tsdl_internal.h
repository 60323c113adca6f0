/* SPDX-License-Identifier: MIT */
/* What the files of the parser share. */
#ifndef TLSCOPE_TRACE_TSDL_INTERNAL_H
#define TLSCOPE_TRACE_TSDL_INTERNAL_H

#include "tsdl.h"
#include "tsdl_lexer.h"

enum { TSDL_NAMES_MAX = 4096, TSDL_FIELDS_MAX = 1024, TSDL_RANGES_MAX = 4096, TSDL_NAME_BYTES = 256 };

enum tsdl_name_kind { TSDL_ALIAS, TSDL_NAMED_ENUM, TSDL_NAMED_STRUCT, TSDL_NAMED_VARIANT };

/* A named type; the innermost scope's come last. */
struct tsdl_named {
    enum tsdl_name_kind kind;
    const char *name;
    struct tsdl_type *type;
};

/* The fields of a struct that is being parsed. */
struct tsdl_open {
    struct tsdl_field *fields;
    size_t count;
    struct tsdl_open *outer;
};

struct tsdl_parser {
    struct tsdl *tsdl;
    struct tsdl_lexer lexer;
    struct tsdl_token token; /* the next one */
    struct tsdl_named names[TSDL_NAMES_MAX];
    size_t name_count;
    struct tsdl_open *open;
    unsigned slots; /* given to fields */
    unsigned depth;
    bool ended_early; /* the text ended where it may not */
};

/* Memory of the result. */
struct tsdl_block {
    struct tsdl_block *next;
    uint64_t bytes[];
};

/* Zeroed memory that lives as long as the result. */
void *tsdl_new(struct tsdl *tsdl, size_t bytes);
const char *tsdl_text(struct tsdl *tsdl, const char *text, size_t length);

/* Says what is wrong, once; nothing more is read after that. */
__attribute__((format(printf, 2, 3))) void tsdl_fail(struct tsdl_parser *parser, const char *format, ...);

void tsdl_advance(struct tsdl_parser *parser);

/* Takes the next token when it is that; says whether it was. */
bool tsdl_take_sign(struct tsdl_parser *parser, char sign);
bool tsdl_take_name(struct tsdl_parser *parser, const char *name);

/* Takes it or fails. */
void tsdl_expect_sign(struct tsdl_parser *parser, char sign);
void tsdl_expect_assign(struct tsdl_parser *parser);
const char *tsdl_expect_name(struct tsdl_parser *parser);
uint64_t tsdl_expect_number(struct tsdl_parser *parser);

/* Names joined by dots, such as `clock.monotonic.value`. */
void tsdl_expect_path(struct tsdl_parser *parser, char path[TSDL_NAME_BYTES]);

/* A type where one has to stand. Never NULL: after a failure, some integer. */
struct tsdl_type *tsdl_type(struct tsdl_parser *parser);

/* typealias, typedef, or the definition of a named type, where no field can stand; false when it is none of them. */
bool tsdl_type_declaration(struct tsdl_parser *parser);

#endif
