/* SPDX-License-Identifier: MIT */
#include "browser.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0';
}

bool browser_has_display(void)
{
    return is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
}

/* In a session of its own, so that Ctrl-C here does not end it; what it prints is nobody's concern. */
static int spawn(char *const argv[])
{
    pid_t pid;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t files;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    const int error = posix_spawnp(&pid, argv[0], &files, &attributes, argv, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return error;
}

bool browser_open(const char *target)
{
    char *const argv[] = {"xdg-open", (char *)target, NULL};
    const int error = spawn(argv);
    if (error != 0) {
        fprintf(stderr, "tlscope: the browser cannot be opened (xdg-open: %s): open %s yourself\n", strerror(error),
                target);
    }
    return error == 0;
}
