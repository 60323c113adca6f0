/* SPDX-License-Identifier: MIT */
#include "tsdl_lexer.h"

#include <ctype.h>
#include <string.h>

static bool starts(const struct tsdl_lexer *lexer, const char *with)
{
    const size_t length = strlen(with);
    return (size_t)(lexer->end - lexer->at) >= length && memcmp(lexer->at, with, length) == 0;
}

static void forward(struct tsdl_lexer *lexer)
{
    lexer->line += *lexer->at == '\n';
    lexer->at++;
}

/* Past the next `end`, or to the end of the text. */
static void forward_past(struct tsdl_lexer *lexer, const char *end)
{
    while (lexer->at < lexer->end && !starts(lexer, end)) {
        forward(lexer);
    }
    lexer->at += lexer->at < lexer->end ? strlen(end) : 0;
}

static void space_skip(struct tsdl_lexer *lexer)
{
    while (lexer->at < lexer->end) {
        if (starts(lexer, "/*")) {
            lexer->at += 2;
            forward_past(lexer, "*/");
        } else if (starts(lexer, "//")) {
            while (lexer->at < lexer->end && *lexer->at != '\n') {
                lexer->at++;
            }
        } else if (isspace((unsigned char)*lexer->at)) {
            forward(lexer);
        } else {
            return;
        }
    }
}

static bool is_of_name(char character)
{
    return isalnum((unsigned char)character) || character == '_';
}

static struct tsdl_token name_next(struct tsdl_lexer *lexer)
{
    struct tsdl_token token = {.kind = TSDL_NAME, .start = lexer->at};
    while (lexer->at < lexer->end && is_of_name(*lexer->at)) {
        lexer->at++;
    }
    token.length = (size_t)(lexer->at - token.start);
    return token;
}

static unsigned digit_of(char character)
{
    return isdigit((unsigned char)character)    ? (unsigned)(character - '0')
           : isxdigit((unsigned char)character) ? (unsigned)(tolower((unsigned char)character) - 'a') + 10
                                                : 99;
}

/* Decimal, octal or hexadecimal, with C's suffixes of types. */
static struct tsdl_token number_next(struct tsdl_lexer *lexer)
{
    struct tsdl_token token = {.kind = TSDL_NUMBER, .start = lexer->at};
    const bool hexadecimal = starts(lexer, "0x") || starts(lexer, "0X");
    const unsigned base = hexadecimal ? 16 : *lexer->at == '0' ? 8 : 10;
    lexer->at += hexadecimal ? 2 : 0;
    for (; lexer->at < lexer->end && digit_of(*lexer->at) < base; lexer->at++) {
        if (__builtin_mul_overflow(token.number, base, &token.number) ||
            __builtin_add_overflow(token.number, digit_of(*lexer->at), &token.number)) {
            token.kind = TSDL_BAD;
        }
    }
    while (lexer->at < lexer->end && strchr("uUlL", *lexer->at) && *lexer->at) {
        lexer->at++;
    }
    if (lexer->at < lexer->end && is_of_name(*lexer->at)) {
        token.kind = TSDL_BAD;
    }
    token.length = (size_t)(lexer->at - token.start);
    return token;
}

static struct tsdl_token text_next(struct tsdl_lexer *lexer)
{
    struct tsdl_token token = {.kind = TSDL_TEXT, .start = ++lexer->at};
    while (lexer->at < lexer->end && *lexer->at != '"') {
        if (*lexer->at == '\\' && lexer->at + 1 < lexer->end) {
            lexer->at++;
        }
        forward(lexer);
    }
    token.length = (size_t)(lexer->at - token.start);
    if (lexer->at == lexer->end) {
        token.kind = TSDL_BAD;
    } else {
        lexer->at++;
    }
    return token;
}

static struct tsdl_token sign_next(struct tsdl_lexer *lexer)
{
    struct tsdl_token token = {.kind = TSDL_SIGN, .start = lexer->at, .length = 1, .sign = *lexer->at};
    if (starts(lexer, ":=")) {
        token.kind = TSDL_ASSIGN;
        token.length = 2;
    } else if (starts(lexer, "...")) {
        token.kind = TSDL_DOTS;
        token.length = 3;
    } else if (!strchr("{}[]()<>=;:,.-+*", token.sign) || token.sign == '\0') {
        token.kind = TSDL_BAD;
    }
    lexer->at += token.length;
    return token;
}

struct tsdl_token tsdl_next(struct tsdl_lexer *lexer)
{
    space_skip(lexer);
    if (lexer->at == lexer->end) {
        return (struct tsdl_token){.kind = TSDL_END, .start = lexer->at};
    }
    if (isdigit((unsigned char)*lexer->at)) {
        return number_next(lexer);
    }
    return *lexer->at == '"' ? text_next(lexer) : is_of_name(*lexer->at) ? name_next(lexer) : sign_next(lexer);
}

bool tsdl_is_name(const struct tsdl_token *token, const char *name)
{
    return token->kind == TSDL_NAME && strlen(name) == token->length && memcmp(token->start, name, token->length) == 0;
}
