/* SPDX-License-Identifier: MIT */
/* Where in a page the data goes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "page.h"

#define BEFORE  "<!doctype html>\n<script>const placeholder = \"<!--tlscope-data-->\";</script>\n<body>"
#define ELEMENT "<script type=\"application/octet-stream;base64\" id=\"tlscope-data\""
#define AFTER   "</script></body>\n"

static void data_is_put_at_the_last_placeholder(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    assert_true(page_is_there());
    assert_true(page_begin(file));
    fputs("AAAA", file);
    assert_true(page_end(file));
    fclose(file);
    assert_string_equal(text, BEFORE ELEMENT ">AAAA" AFTER);
    free(text);
}

static void a_link_stands_in_its_place(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    assert_true(page_linked(file, "/data"));
    fclose(file);
    assert_string_equal(text, BEFORE ELEMENT " data-url=\"/data\">" AFTER);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data_is_put_at_the_last_placeholder),
        cmocka_unit_test(a_link_stands_in_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
