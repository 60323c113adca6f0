/* SPDX-License-Identifier: MIT */
#include "request.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEAD_MOST = 16384, ANSWER_BYTES = 512, HOST_BYTES = 64, SECONDS_SILENT = 30, SEND_MOST = 1 << 24 };

static bool host_is_ours(const char *host, size_t length, uint16_t port)
{
    static const char *const names[] = {"127.0.0.1", "localhost"};
    char ours[HOST_BYTES];
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(ours, sizeof(ours), "%s:%u", names[i], port);
        if (strlen(ours) == length && strncasecmp(ours, host, length) == 0) {
            return true;
        }
    }
    return false;
}

/* True when there is one Host among the headers, and it is this server. */
static bool hosts_are_ours(const char *headers, uint16_t port)
{
    static const char name[] = "\nHost:";
    size_t hosts = 0;
    for (const char *at = strcasestr(headers, name); at; at = strcasestr(at, name)) {
        at += strlen(name);
        at += strspn(at, " \t");
        if (!host_is_ours(at, strcspn(at, " \t\r\n"), port)) {
            return false;
        }
        hosts++;
    }
    return hosts == 1;
}

static const struct served_file *file_find(const struct served_file *files, size_t count, const char *path,
                                           size_t length)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(files[i].path) == length && memcmp(files[i].path, path, length) == 0) {
            return &files[i];
        }
    }
    return NULL;
}

enum request_status request_judge(const char *text, const struct served_file *files, size_t count, uint16_t port,
                                  const struct served_file **file)
{
    static const char method[] = "GET ";
    const char *path = text + strlen(method);
    if (strncmp(text, method, strlen(method)) != 0) {
        return REQUEST_NO_METHOD;
    }
    const size_t length = strcspn(path, " \r\n");
    if (strncmp(path + length, " HTTP/1.", strlen(" HTTP/1.")) != 0 || !strchr(path, '\n')) {
        return REQUEST_BAD;
    }
    if (!hosts_are_ours(strchr(path, '\n'), port)) {
        return REQUEST_FORBIDDEN;
    }
    *file = file_find(files, count, path, length);
    return *file ? REQUEST_GOOD : REQUEST_NOT_FOUND;
}

/* Reads up to the empty line that ends the head. False when none comes. */
static bool head_read(int connection, char *text)
{
    size_t used = 0;
    text[0] = '\0';
    while (!strstr(text, "\r\n\r\n")) {
        const ssize_t count = used < HEAD_MOST ? recv(connection, text + used, HEAD_MOST - used, 0) : 0;
        if (count <= 0 || memchr(text + used, '\0', (size_t)count)) {
            return false;
        }
        used += (size_t)count;
        text[used] = '\0';
    }
    return true;
}

static bool text_send(int connection, const char *text)
{
    const size_t length = strlen(text);
    return send(connection, text, length, MSG_NOSIGNAL) == (ssize_t)length;
}

static void refuse(int connection, enum request_status status)
{
    char answer[ANSWER_BYTES];
    snprintf(answer, sizeof(answer), "HTTP/1.1 %u No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status);
    text_send(connection, answer);
}

static void file_send(int connection, const struct served_file *file)
{
    char head[ANSWER_BYTES];
    off_t offset = 0;
    snprintf(head, sizeof(head),
             "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %llu\r\nConnection: close\r\n"
             "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n"
             "Cross-Origin-Resource-Policy: same-origin\r\nReferrer-Policy: no-referrer\r\n\r\n",
             file->type, (unsigned long long)file->bytes);
    bool sent = text_send(connection, head);
    while (sent && (uint64_t)offset < file->bytes) {
        sent = sendfile(connection, file->descriptor, &offset, SEND_MOST) > 0;
    }
}

void request_answer(int connection, const struct served_file *files, size_t count, uint16_t port)
{
    char text[HEAD_MOST + 1];
    const struct timeval silent = {.tv_sec = SECONDS_SILENT};
    const struct served_file *file = NULL;
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &silent, sizeof(silent));
    setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &silent, sizeof(silent));
    if (head_read(connection, text)) {
        const enum request_status status = request_judge(text, files, count, port, &file);
        if (status == REQUEST_GOOD) {
            file_send(connection, file);
        } else {
            refuse(connection, status);
        }
    }
    shutdown(connection, SHUT_WR);
    close(connection);
}
