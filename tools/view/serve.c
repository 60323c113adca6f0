/* SPDX-License-Identifier: MIT */
#include "serve.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "request.h"

enum { WAITING_MOST = 16, CHILDREN_MOST = 16, SECONDS_MOST = 300, CHILDREN_WAIT_MS = 100 };

static bool listener_make(struct server *server, uint16_t port)
{
    const int yes = 1;
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (server->listener < 0) {
        return false;
    }
    setsockopt(server->listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    if (bind(server->listener, (const struct sockaddr *)&address, size) != 0 ||
        listen(server->listener, WAITING_MOST) != 0 ||
        getsockname(server->listener, (struct sockaddr *)&address, &size) != 0) {
        return false;
    }
    server->port = ntohs(address.sin_port);
    return true;
}

static void server_close(const struct server *server)
{
    const int error = errno;
    if (server->listener >= 0) {
        close(server->listener);
    }
    if (server->signals >= 0) {
        close(server->signals);
    }
    errno = error;
}

bool server_begin(struct server *server, const struct served_file *files, size_t count, uint16_t port)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    *server = (struct server){.files = files, .count = count, .listener = -1, .signals = -1};
    if (!listener_make(server, port)) {
        server_close(server);
        return false;
    }
    sigprocmask(SIG_BLOCK, &ends, NULL);
    server->signals = signalfd(-1, &ends, SFD_CLOEXEC);
    if (server->signals < 0) {
        server_close(server);
        return false;
    }
    return true;
}

/* In a process of its own, so that a browser that opens connections and says nothing keeps nobody waiting. */
static _Noreturn void child_run(const struct server *server, int connection)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGPIPE, SIG_IGN);
    alarm(SECONDS_MOST);
    request_answer(connection, server->files, server->count, server->port);
    _exit(0);
}

static void connection_take(struct server *server)
{
    const int connection = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC);
    if (connection < 0) {
        return;
    }
    const pid_t child = server->children < CHILDREN_MOST ? fork() : -1;
    if (child == 0) {
        child_run(server, connection);
    }
    server->children += child > 0;
    close(connection);
}

static void children_bury(struct server *server)
{
    while (server->children > 0 && waitpid(-1, NULL, WNOHANG) > 0) {
        server->children--;
    }
}

bool server_run(struct server *server)
{
    struct pollfd waited[] = {{.fd = server->signals, .events = POLLIN}, {.fd = server->listener, .events = POLLIN}};
    bool served = true;
    while (served && (waited[0].revents & POLLIN) == 0) {
        children_bury(server);
        /* Connections beyond the children wait until one has ended. */
        const nfds_t count = server->children < CHILDREN_MOST ? 2 : 1;
        const int ready = poll(waited, count, server->children > 0 ? CHILDREN_WAIT_MS : -1);
        served = ready >= 0 || errno == EINTR;
        if (ready > 0 && count == 2 && (waited[1].revents & POLLIN) != 0) {
            connection_take(server);
        }
    }
    server_close(server);
    return served;
}
