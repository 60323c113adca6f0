/* SPDX-License-Identifier: MIT */
/* The types of a metadata text: what the files that parse them share. No result is NULL: after a failure, some integer.
 */
#ifndef TLSCOPE_TRACE_TSDL_TYPES_H
#define TLSCOPE_TRACE_TSDL_TYPES_H

#include "tsdl_internal.h"

/* One of that kind, of eight bits, not aligned. */
struct tsdl_type *tsdl_type_new(struct tsdl_parser *parser, enum tsdl_kind kind);

/* The alignment, where it is one, in bits. */
unsigned tsdl_align_take(struct tsdl_parser *parser, uint64_t align);

/* Whether the next token begins a type that is written out. */
bool tsdl_starts_type(const struct tsdl_token *token);

/* A type of each kind, behind the word that names the kind. */
struct tsdl_type *tsdl_integer(struct tsdl_parser *parser);
struct tsdl_type *tsdl_floating_point(struct tsdl_parser *parser);
struct tsdl_type *tsdl_string(struct tsdl_parser *parser);
struct tsdl_type *tsdl_enumeration(struct tsdl_parser *parser);
struct tsdl_type *tsdl_structure(struct tsdl_parser *parser);
struct tsdl_type *tsdl_variant(struct tsdl_parser *parser);

/* What the brackets after a name make of the type before it: the last is the innermost array. */
struct tsdl_type *tsdl_arrays(struct tsdl_parser *parser, struct tsdl_type *element);

/* Names a type, until the block or struct around ends; finds one that was named before. */
void tsdl_named_put(struct tsdl_parser *parser, enum tsdl_name_kind kind, const char *name, struct tsdl_type *type);
struct tsdl_type *tsdl_named_find(struct tsdl_parser *parser, enum tsdl_name_kind kind, const char *name);

/* The name after `struct` and the like, NULL when it has none. */
const char *tsdl_name_maybe(struct tsdl_parser *parser);

/* A type by its words, such as `unsigned long`; and words of which the last one is what is declared. */
struct tsdl_type *tsdl_alias(struct tsdl_parser *parser);
struct tsdl_type *tsdl_alias_then_name(struct tsdl_parser *parser, const char **name);

/* typealias or typedef; false when it is neither. */
bool tsdl_alias_declaration(struct tsdl_parser *parser);

#endif
