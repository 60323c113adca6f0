/* SPDX-License-Identifier: MIT */
/* A server of a few files, to browsers on this machine only: as little of HTTP/1.1 as they need. */
#ifndef TLSCOPE_VIEW_SERVE_H
#define TLSCOPE_VIEW_SERVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct served_file {
    const char *path; /* of its URL, such as "/" */
    const char *type;
    int descriptor; /* that it is read from, wherever that stands */
    uint64_t bytes;
};

/* A server that listens on 127.0.0.1. */
struct server {
    const struct served_file *files;
    size_t count;
    int listener;
    int signals; /* Ctrl-C and SIGTERM, which are blocked from then on */
    uint16_t port;
    unsigned children; /* each answers one connection */
};

/* Listens on `port`, 0 being any that is free. False, with errno, when that is not possible. */
bool server_begin(struct server *server, const struct served_file *files, size_t count, uint16_t port);

/* Serves until Ctrl-C or SIGTERM, then closes. False, with errno, when it had to end before. */
bool server_run(struct server *server);

#endif
