/* SPDX-License-Identifier: MIT */
/* The words of TSDL, the language that a trace's metadata is written in (CTF 1.8). */
#ifndef TLSCOPE_TRACE_TSDL_LEXER_H
#define TLSCOPE_TRACE_TSDL_LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tsdl_token_kind {
    TSDL_END, /* of the text */
    TSDL_BAD, /* no word of the language */
    TSDL_NAME,
    TSDL_NUMBER,
    TSDL_TEXT,
    TSDL_ASSIGN, /* := */
    TSDL_DOTS,   /* ... */
    TSDL_SIGN,   /* any other, by its character */
};

struct tsdl_token {
    enum tsdl_token_kind kind;
    const char *start; /* in the text; of TSDL_TEXT, after its quotation mark */
    size_t length;     /* of TSDL_TEXT, without quotation marks */
    uint64_t number;   /* of TSDL_NUMBER */
    char sign;         /* of TSDL_SIGN */
};

struct tsdl_lexer {
    const char *at;
    const char *end;
    unsigned line; /* of `at`, from 1 */
};

struct tsdl_token tsdl_next(struct tsdl_lexer *lexer);

/* True when the token is that word, or that sign. */
bool tsdl_is_name(const struct tsdl_token *token, const char *name);
static inline bool tsdl_is_sign(const struct tsdl_token *token, char sign)
{
    return token->kind == TSDL_SIGN && token->sign == sign;
}

#endif
