/* SPDX-License-Identifier: MIT */
#include "jit_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "message.h"

static bool copy_bytes(int from, int to)
{
    ssize_t bytes = 0;
    do {
        bytes = sendfile(to, from, NULL, 1 << 30);
    } while (bytes > 0);
    return bytes == 0;
}

/* The linked file, opened; -1 when it is not there or not the process's own. */
static int open_linked(int folder, const char *name, time_t started)
{
    struct stat link;
    struct stat target;
    const int file = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        return -1;
    }
    if (fstatat(folder, name, &link, AT_SYMLINK_NOFOLLOW) == 0 && fstat(file, &target) == 0 &&
        S_ISREG(target.st_mode) && target.st_uid == link.st_uid && target.st_mtim.tv_sec >= started) {
        return file;
    }
    close(file);
    return -1;
}

/* Puts a copy in the place of the link. */
static bool copy_linked(int folder, const char *name, int from)
{
    static const char *const copy = ".copy";
    const int to = openat(folder, copy, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (to < 0) {
        return false;
    }
    bool copied = copy_bytes(from, to);
    copied = close(to) == 0 && copied;
    return copied && renameat(folder, copy, folder, name) == 0;
}

static void keep_link(int folder, const char *name, time_t started)
{
    const int from = open_linked(folder, name, started);
    if (from < 0) {
        unlinkat(folder, name, 0);
        return;
    }
    if (!copy_linked(folder, name, from)) {
        message("cannot keep %s, so that JIT code stays without names: %s", name, strerror(errno));
    }
    close(from);
}

void jit_files_keep(const char *folder, time_t started)
{
    DIR *directory = opendir(folder);
    if (directory == NULL) {
        return;
    }
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        if (entry->d_type == DT_LNK) {
            keep_link(dirfd(directory), entry->d_name, started);
        }
    }
    closedir(directory);
    rmdir(folder);
}
