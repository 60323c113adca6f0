/* SPDX-License-Identifier: MIT */
/* What the server answers, and what not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "request.h"

enum { PORT = 4321 };

static const struct served_file files[] = {{.path = "/"}, {.path = "/data.tlview"}};

static void expect(enum request_status status, const char *text)
{
    const struct served_file *file = NULL;
    assert_int_equal(request_judge(text, files, 2, PORT, &file), status);
    assert_int_equal(file != NULL, status == REQUEST_GOOD);
}

static void files_are_found(void **state)
{
    (void)state;
    const struct served_file *file = NULL;
    expect(REQUEST_GOOD, "GET / HTTP/1.1\r\nHost: 127.0.0.1:4321\r\n\r\n");
    expect(REQUEST_GOOD, "GET / HTTP/1.1\r\nAccept: */*\r\nhost:\tLocalHost:4321 \r\n\r\n");
    assert_int_equal(request_judge("GET /data.tlview HTTP/1.1\r\nHost: localhost:4321\r\n\r\n", files, 2, PORT, &file),
                     REQUEST_GOOD);
    assert_ptr_equal(file, &files[1]);
}

static void others_are_not(void **state)
{
    (void)state;
    expect(REQUEST_NOT_FOUND, "GET /data HTTP/1.1\r\nHost: localhost:4321\r\n\r\n");
    expect(REQUEST_NOT_FOUND, "GET /data.tlview/ HTTP/1.1\r\nHost: localhost:4321\r\n\r\n");
    expect(REQUEST_NOT_FOUND, "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost:4321\r\n\r\n");
    expect(REQUEST_NOT_FOUND, "GET http://localhost:4321/ HTTP/1.1\r\nHost: localhost:4321\r\n\r\n");
}

static void other_hosts_are_refused(void **state)
{
    (void)state;
    expect(REQUEST_FORBIDDEN, "GET / HTTP/1.1\r\n\r\n");
    expect(REQUEST_FORBIDDEN, "GET / HTTP/1.1\r\nHost:\r\n\r\n");
    expect(REQUEST_FORBIDDEN, "GET / HTTP/1.1\r\nHost: evil.example:4321\r\n\r\n");
    expect(REQUEST_FORBIDDEN, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    expect(REQUEST_FORBIDDEN, "GET / HTTP/1.1\r\nHost: 127.0.0.1:43210\r\n\r\n");
    expect(REQUEST_FORBIDDEN, "GET / HTTP/1.1\r\nHost: localhost:4321\r\nHost: evil.example\r\n\r\n");
    expect(REQUEST_FORBIDDEN, "GET / HTTP/1.1\r\nHost: localhost:4321\r\nHost: localhost:4321\r\n\r\n");
    expect(REQUEST_FORBIDDEN, "GET / HTTP/1.1\r\nX-Host: localhost:4321\r\n\r\n");
}

static void what_is_no_request_is_none(void **state)
{
    (void)state;
    expect(REQUEST_NO_METHOD, "\r\n\r\n");
    expect(REQUEST_NO_METHOD, "POST / HTTP/1.1\r\nHost: localhost:4321\r\n\r\n");
    expect(REQUEST_BAD, "GET /\r\n\r\n");
    expect(REQUEST_BAD, "GET \r\n\r\n");
    expect(REQUEST_BAD, "GET / HTTP/2\r\n\r\n");
    expect(REQUEST_BAD, "GET /  HTTP/1.1\r\nHost: localhost:4321\r\n\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_found),
        cmocka_unit_test(others_are_not),
        cmocka_unit_test(other_hosts_are_refused),
        cmocka_unit_test(what_is_no_request_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
