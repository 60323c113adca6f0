/* SPDX-License-Identifier: MIT */
/* A type in a metadata text, of whichever kind. */
#include "tsdl_types.h"

struct tsdl_type *tsdl_type_new(struct tsdl_parser *parser, enum tsdl_kind kind)
{
    struct tsdl_type *type = tsdl_new(parser->tsdl, sizeof(*type));
    *type = (struct tsdl_type){
        .kind = kind, .align = 1, .weight = 1, .bits = 8, .native = true, .next = parser->tsdl->types};
    parser->tsdl->types = type;
    return type;
}

unsigned tsdl_align_take(struct tsdl_parser *parser, uint64_t align)
{
    if (align == 0 || align > TSDL_ALIGN_MAX || (align & (align - 1)) != 0) {
        tsdl_fail(parser, "an alignment of %llu bits", (unsigned long long)align);
        return 1;
    }
    return (unsigned)align;
}

bool tsdl_starts_type(const struct tsdl_token *token)
{
    static const char *const words[] = {"integer", "floating_point", "string", "enum", "struct", "variant"};
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        if (tsdl_is_name(token, words[i])) {
            return true;
        }
    }
    return false;
}

struct tsdl_type *tsdl_type(struct tsdl_parser *parser)
{
    static const struct {
        const char *word;
        struct tsdl_type *(*parse)(struct tsdl_parser *parser);
    } kinds[] = {{"integer", tsdl_integer},  {"floating_point", tsdl_floating_point},
                 {"string", tsdl_string},    {"enum", tsdl_enumeration},
                 {"struct", tsdl_structure}, {"variant", tsdl_variant}};
    struct tsdl_type *type = NULL;
    if (parser->depth == TSDL_DEPTH_MAX) {
        tsdl_fail(parser, "types in types without end");
        return tsdl_type_new(parser, TSDL_INTEGER);
    }
    parser->depth++;
    for (size_t i = 0; !type && i < sizeof(kinds) / sizeof(*kinds); i++) {
        type = tsdl_take_name(parser, kinds[i].word) ? kinds[i].parse(parser) : NULL;
    }
    type = type ? type : tsdl_alias(parser);
    parser->depth--;
    return type;
}

bool tsdl_type_declaration(struct tsdl_parser *parser)
{
    if (tsdl_alias_declaration(parser)) {
        return true;
    }
    if (!tsdl_is_name(&parser->token, "struct") && !tsdl_is_name(&parser->token, "variant") &&
        !tsdl_is_name(&parser->token, "enum")) {
        return false;
    }
    tsdl_type(parser);
    tsdl_expect_sign(parser, ';');
    return true;
}
