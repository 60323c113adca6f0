/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pattern.h"
#include "shown.h"

struct example {
    const char *pattern;
    const char *text;
    bool matches;
};

static void patterns_as_documented(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"foo", "a foo b", true}, {"foo", "fo", false},
        {"^foo", "foo b", true},  {"^foo", "a foo", false},
        {"foo$", "a foo", true},  {"foo$", "foo b", false},
        {"^foo$", "foo", true},   {"^foo$", "foofoo", false},
        {"foo$", "foofoo", true}, {"f*o", "a fxxo b", true},
        {"^f*o$", "fo", true},    {"^f*o$", "fxox", false},
        {"*", "", true},          {"^$", "", true},
        {"^$", "a", false},       {"^", "a", true},
        {"$", "a", true},         {"a**b", "a1b", true},
        {"a$b", "a$b", true},     {"a^b", "a^b", true},
        {"^a*$", "abc", true},    {"*a*b*c$", "xaxbxcxc", true},
        {"foo", "", false},       {"a*", "b", false},
    };
    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
        if (pattern_matches(examples[i].pattern, examples[i].text) != examples[i].matches) {
            fail_msg("'%s' on '%s' should be %d", examples[i].pattern, examples[i].text, examples[i].matches);
        }
    }
}

/* Without anchors at the ends: the plainest way to say what a pattern means. */
static bool whole_matches(const char *pattern, const char *text)
{
    if (*pattern == '\0') {
        return *text == '\0';
    }
    if (*pattern == '*') {
        return whole_matches(pattern + 1, text) || (*text != '\0' && whole_matches(pattern, text + 1));
    }
    return *text == *pattern && whole_matches(pattern + 1, text + 1);
}

static bool model_matches(const char *pattern, const char *text)
{
    char whole[32] = "*"; /* and zeros */
    bool start = *pattern == '^';
    size_t length = strlen(pattern += start);
    bool end = length > 0 && pattern[length - 1] == '$';
    memcpy(whole + 1, pattern, length - end);
    whole[1 + length - end] = end ? '\0' : '*';
    return whole_matches(whole + start, text);
}

static void random_word(char *word, const char *letters)
{
    size_t length = (size_t)rand() % 7;
    size_t choice = strlen(letters);
    for (size_t i = 0; i < length; i++) {
        word[i] = letters[(size_t)rand() % choice];
    }
    word[length] = '\0';
}

static void patterns_as_the_model(void **state)
{
    (void)state;
    srand(1);
    for (int i = 0; i < 200000; i++) {
        char pattern[8] = "";
        char text[8] = "";
        random_word(pattern, "ab*^$");
        random_word(text, "ab$^");
        if (pattern_matches(pattern, text) != model_matches(pattern, text)) {
            fail_msg("'%s' on '%s' should be %d", pattern, text, model_matches(pattern, text));
        }
    }
}

/* Stars that all fit everywhere: done in the product of the lengths, not in their power. */
static void many_stars_end(void **state)
{
    (void)state;
    char pattern[2048];
    char text[4096];
    for (size_t i = 0; i + 2 < sizeof(pattern); i++) {
        pattern[i] = i % 2 == 0 ? '*' : 'a';
    }
    pattern[sizeof(pattern) - 2] = 'b';
    pattern[sizeof(pattern) - 1] = '\0';
    memset(text, 'a', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    assert_false(pattern_matches(pattern, text));
}

static void assert_shown(const char *text, const char *expected)
{
    char *shown = shown_copy(text);
    assert_string_equal(shown, expected);
    assert_true(!shown_is_plain(text) || strcmp(text, expected) == 0);
    free(shown);
}

static void texts_become_fit(void **state)
{
    (void)state;
    assert_shown("plain", "plain");
    assert_shown("h\xc3\xa9, \xe2\x82\xac, \xf0\x9f\x98\x80", "h\xc3\xa9, \xe2\x82\xac, \xf0\x9f\x98\x80");
    assert_shown("\033[31mred\n\t", "\\x1B[31mred\\x0A\\x09");
    assert_shown("\x7f", "\\x7F");
    assert_shown("\xc2\x9b", "\\xC2\\x9B");                   /* a control character of two bytes */
    assert_shown("a\xff\xc3", "a\\xFF\\xC3");                 /* no UTF-8, and cut short */
    assert_shown("\xc0\x80", "\\xC0\\x80");                   /* too long a form */
    assert_shown("\xed\xa0\x80", "\\xED\\xA0\\x80");          /* half of a pair */
    assert_shown("\xef\xbf\xbe", "\\xEF\\xBF\\xBE");          /* no character */
    assert_shown("\xf4\x90\x80\x80", "\\xF4\\x90\\x80\\x80"); /* beyond the last */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_as_documented),
        cmocka_unit_test(patterns_as_the_model),
        cmocka_unit_test(many_stars_end),
        cmocka_unit_test(texts_become_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
