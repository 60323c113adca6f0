/* SPDX-License-Identifier: MIT */
/* What the parser of a metadata text takes it by: one token after another, and what becomes of a wrong one. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"
#include "tsdl_internal.h"

void *tsdl_new(struct tsdl *tsdl, size_t bytes)
{
    struct tsdl_block *block = memory_new(sizeof(*block) + bytes);
    block->next = tsdl->blocks;
    tsdl->blocks = block;
    return block->bytes;
}

const char *tsdl_text(struct tsdl *tsdl, const char *text, size_t length)
{
    char *copy = tsdl_new(tsdl, length + 1);
    memcpy(copy, text, length);
    return copy;
}

void tsdl_fail(struct tsdl_parser *parser, const char *format, ...)
{
    char *fault = parser->tsdl->fault;
    if (fault[0]) {
        return;
    }
    char what[TSDL_FAULT_BYTES - 40];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof(what), format, arguments);
    va_end(arguments);
    snprintf(fault, TSDL_FAULT_BYTES, "line %u of the metadata: %s", parser->lexer.line, what);
    parser->ended_early = parser->token.kind == TSDL_END || parser->lexer.at == parser->lexer.end;
    parser->token = (struct tsdl_token){.kind = TSDL_END, .start = parser->lexer.at};
    parser->lexer.end = parser->lexer.at;
}

void tsdl_advance(struct tsdl_parser *parser)
{
    parser->token = tsdl_next(&parser->lexer);
    if (parser->token.kind == TSDL_BAD) {
        tsdl_fail(parser, "not a word of the language");
    }
}

bool tsdl_take_sign(struct tsdl_parser *parser, char sign)
{
    const bool is = tsdl_is_sign(&parser->token, sign);
    if (is) {
        tsdl_advance(parser);
    }
    return is;
}

bool tsdl_take_name(struct tsdl_parser *parser, const char *name)
{
    const bool is = tsdl_is_name(&parser->token, name);
    if (is) {
        tsdl_advance(parser);
    }
    return is;
}

void tsdl_expect_sign(struct tsdl_parser *parser, char sign)
{
    if (!tsdl_take_sign(parser, sign)) {
        tsdl_fail(parser, "'%c' is missing", sign);
    }
}

void tsdl_expect_assign(struct tsdl_parser *parser)
{
    if (parser->token.kind == TSDL_ASSIGN) {
        tsdl_advance(parser);
    } else {
        tsdl_fail(parser, "':=' is missing");
    }
}

const char *tsdl_expect_name(struct tsdl_parser *parser)
{
    const struct tsdl_token token = parser->token;
    if (token.kind != TSDL_NAME || token.length >= TSDL_NAME_BYTES) {
        tsdl_fail(parser, "a name is missing");
        return "";
    }
    tsdl_advance(parser);
    return tsdl_text(parser->tsdl, token.start, token.length);
}

uint64_t tsdl_expect_number(struct tsdl_parser *parser)
{
    const uint64_t number = parser->token.number;
    if (parser->token.kind != TSDL_NUMBER) {
        tsdl_fail(parser, "a number is missing");
        return 1;
    }
    tsdl_advance(parser);
    return number;
}

void tsdl_expect_path(struct tsdl_parser *parser, char path[TSDL_NAME_BYTES])
{
    size_t length = 0;
    path[0] = '\0';
    do {
        const char *name = tsdl_expect_name(parser);
        const size_t more = strlen(name);
        if (length + more + 2 > TSDL_NAME_BYTES) {
            tsdl_fail(parser, "a name is too long");
            return;
        }
        length += (size_t)sprintf(path + length, "%s%s", length > 0 ? "." : "", name);
    } while (tsdl_take_sign(parser, '.'));
}
