/* SPDX-License-Identifier: MIT */
#include "jit/links.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A line of the memory map longer than this has no path of use. */
enum { LINE_BYTES = PATH_MAX + 128 };

static void link_file(const char *folder, const char *target)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s", folder, strrchr(target, '/') + 1) < (int)sizeof path &&
        symlink(target, path) != 0 && errno != EEXIST)
        return; /* the folder cannot be written to: reports will have no names */
}

static void link_perf_map(const char *folder)
{
    char target[64];
    snprintf(target, sizeof target, "/tmp/perf-%ld.map", (long)getpid());
    link_file(folder, target);
}

/* A line with the path of a jitdump: compilers map a page of theirs to be found by it. */
static void take_line(const char *folder, const char *line)
{
    char name[64];
    const char *target = strchr(line, '/');
    snprintf(name, sizeof name, "/jit-%ld.dump", (long)getpid());
    if (target == NULL)
        return;
    const size_t length = strlen(target);
    if (length >= strlen(name) && strcmp(target + length - strlen(name), name) == 0)
        link_file(folder, target);
}

/* Takes the whole lines from the buffer's first `filled` bytes; returns how many bytes of the last one are left. */
static size_t take_lines(const char *folder, char *buffer, size_t filled)
{
    char *line = buffer;
    for (char *end = memchr(line, '\n', filled); end != NULL;
         end = memchr(line, '\n', filled - (size_t)(line - buffer))) {
        *end = '\0';
        take_line(folder, line);
        line = end + 1;
    }
    const size_t rest = filled - (size_t)(line - buffer);
    memmove(buffer, line, rest);
    return rest < LINE_BYTES ? rest : 0;
}

static void link_jitdumps(const char *folder)
{
    static char buffer[2 * LINE_BYTES];
    const int file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    size_t filled = 0;
    ssize_t bytes = 0;
    while (file >= 0 && (bytes = read(file, buffer + filled, sizeof buffer - filled)) > 0)
        filled = take_lines(folder, buffer, filled + (size_t)bytes);
    if (file >= 0)
        close(file);
}

void links_keep(const char *folder)
{
    const int saved = errno;
    link_perf_map(folder);
    link_jitdumps(folder);
    errno = saved;
}
