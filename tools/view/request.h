/* SPDX-License-Identifier: MIT */
/* One request to the server, and its answer. */
#ifndef TLSCOPE_VIEW_REQUEST_H
#define TLSCOPE_VIEW_REQUEST_H

#include "serve.h"

/* Status codes of HTTP. */
enum request_status {
    REQUEST_GOOD = 200,
    REQUEST_BAD = 400,
    REQUEST_FORBIDDEN = 403,
    REQUEST_NOT_FOUND = 404,
    REQUEST_NO_METHOD = 405,
};

/*
 * What becomes of a request, whose head up to the empty line is `text`: REQUEST_GOOD is a GET of one of the files, with
 * the server's own name as the only Host. Other names would be those of strangers' pages that had their name point
 * here.
 */
enum request_status request_judge(const char *text, const struct served_file *files, size_t count, uint16_t port,
                                  const struct served_file **file);

/* Reads a request from a connection, answers and closes. */
void request_answer(int connection, const struct served_file *files, size_t count, uint16_t port);

#endif
