/* SPDX-License-Identifier: MIT */
#include "symbols/whole_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"

static size_t read_all(int descriptor, char *bytes, size_t size)
{
    size_t done = 0;
    ssize_t now = 1;
    while (done < size && now > 0) {
        now = read(descriptor, bytes + done, size - done);
        done += now > 0 ? (size_t)now : 0;
    }
    return done;
}

bool whole_file_read(const char *path, struct whole_file *file)
{
    struct stat facts;
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    *file = (struct whole_file){0};
    if (descriptor < 0) {
        return false;
    }
    if (fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode)) {
        file->bytes = memory_new((size_t)facts.st_size + 1);
        file->size = read_all(descriptor, file->bytes, (size_t)facts.st_size);
    }
    close(descriptor);
    return file->bytes != NULL;
}
