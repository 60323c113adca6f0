/* SPDX-License-Identifier: MIT */
/* The names that a metadata text gives to types. */
#include <stdio.h>
#include <string.h>

#include "tsdl_types.h"

static struct tsdl_type *find(struct tsdl_parser *parser, enum tsdl_name_kind kind, const char *name)
{
    for (size_t i = parser->name_count; i > 0; i--) {
        const struct tsdl_named *named = &parser->names[i - 1];
        if (named->kind == kind && strcmp(named->name, name) == 0) {
            return named->type;
        }
    }
    return NULL;
}

void tsdl_named_put(struct tsdl_parser *parser, enum tsdl_name_kind kind, const char *name, struct tsdl_type *type)
{
    if (parser->name_count == TSDL_NAMES_MAX) {
        tsdl_fail(parser, "too many named types");
        return;
    }
    parser->names[parser->name_count++] = (struct tsdl_named){kind, name, type};
}

/* The name after `struct` and the like, NULL when it has none. */
const char *tsdl_name_maybe(struct tsdl_parser *parser)
{
    return parser->token.kind == TSDL_NAME && !tsdl_is_name(&parser->token, "align") ? tsdl_expect_name(parser) : NULL;
}

/* A type that was defined under that name before. */
struct tsdl_type *tsdl_named_find(struct tsdl_parser *parser, enum tsdl_name_kind kind, const char *name)
{
    struct tsdl_type *type = name ? find(parser, kind, name) : NULL;
    if (!type) {
        tsdl_fail(parser, "the type '%.64s' was not defined", name ? name : "");
        return tsdl_type_new(parser, TSDL_INTEGER);
    }
    return type;
}

static void words_add(struct tsdl_parser *parser, char words[TSDL_NAME_BYTES], const char *word)
{
    const size_t length = strlen(words);
    if (length + strlen(word) + 2 > TSDL_NAME_BYTES) {
        tsdl_fail(parser, "a type's name is too long");
        return;
    }
    sprintf(words + length, "%s%s", length > 0 ? " " : "", word);
}

/* Types may be named by several words, such as `unsigned long`. */
static void words_expect(struct tsdl_parser *parser, char words[TSDL_NAME_BYTES])
{
    words[0] = '\0';
    do {
        words_add(parser, words, tsdl_expect_name(parser));
    } while (parser->token.kind == TSDL_NAME);
}

struct tsdl_type *tsdl_alias(struct tsdl_parser *parser)
{
    char words[TSDL_NAME_BYTES];
    words_expect(parser, words);
    return tsdl_named_find(parser, TSDL_ALIAS, words);
}

/* Words of which the last one is not the type's but what is declared. */
struct tsdl_type *tsdl_alias_then_name(struct tsdl_parser *parser, const char **name)
{
    char words[TSDL_NAME_BYTES] = "";
    *name = tsdl_expect_name(parser);
    while (parser->token.kind == TSDL_NAME) {
        words_add(parser, words, *name);
        *name = tsdl_expect_name(parser);
    }
    return tsdl_named_find(parser, TSDL_ALIAS, words);
}

static void typealias(struct tsdl_parser *parser)
{
    char words[TSDL_NAME_BYTES];
    struct tsdl_type *type = tsdl_type(parser);
    tsdl_expect_assign(parser);
    words_expect(parser, words);
    tsdl_named_put(parser, TSDL_ALIAS, tsdl_text(parser->tsdl, words, strlen(words)), type);
}

static void typedefinition(struct tsdl_parser *parser)
{
    const char *name;
    struct tsdl_type *type;
    if (tsdl_starts_type(&parser->token)) {
        type = tsdl_type(parser);
        name = tsdl_expect_name(parser);
    } else {
        type = tsdl_alias_then_name(parser, &name);
    }
    tsdl_named_put(parser, TSDL_ALIAS, name, tsdl_arrays(parser, type));
}

bool tsdl_alias_declaration(struct tsdl_parser *parser)
{
    const bool is_alias = tsdl_take_name(parser, "typealias");
    if (is_alias) {
        typealias(parser);
    } else if (tsdl_take_name(parser, "typedef")) {
        typedefinition(parser);
    } else {
        return false;
    }
    tsdl_expect_sign(parser, ';');
    return true;
}
