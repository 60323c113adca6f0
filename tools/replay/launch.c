/* SPDX-License-Identifier: MIT */
#include "launch.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "environment.h"
#include "message.h"
#include "script.h"

/* As installed and in a build tree: beside the folder that the tool is in. */
#define PLAYER "../libexec/tlscope/tlscope-replay"

/* The player's path, for the caller to free; NULL with a message. */
static char *find_player(void)
{
    char tool[PATH_MAX];
    char *path = NULL;
    const ssize_t length = readlink("/proc/self/exe", tool, sizeof tool - 1);
    tool[length > 0 ? length : 0] = '\0';
    const char *folder = dirname(tool);
    if (asprintf(&path, "%s/" PLAYER, folder) < 0) {
        return NULL;
    }
    char *real = realpath(path, NULL);
    if (real == NULL) {
        message("%s is not there; install tlscope whole, or build it", path);
    }
    free(path);
    return real;
}

static void become(char *player, const char *under, int descriptor)
{
    char number[16];
    char *line = NULL;
    snprintf(number, sizeof number, "%d", descriptor);
    if (under == NULL) {
        execl(player, player, number, (char *)NULL);
        message("%s cannot be run: %s", player, strerror(errno));
    } else if (asprintf(&line, "exec %s \"$@\"", under) > 0) {
        execl("/bin/sh", "sh", "-c", line, "tlscope", player, number, (char *)NULL);
        message("/bin/sh cannot be run: %s", strerror(errno));
    }
    free(line);
}

int launch_player(int descriptor, const char *under, const char *options)
{
    struct environment environment;
    char *player = find_player();
    if (player == NULL) {
        return REPLAY_EXIT_FAILED;
    }
    setenv("TLSCOPE_OPTIONS", options, 1);
    if (environment_choose(&environment, &(struct record_options){0})) {
        environment_apply(&environment);
        fflush(NULL);
        become(player, under, descriptor);
    }
    environment_clear(&environment);
    free(player);
    return REPLAY_EXIT_FAILED;
}
