/* SPDX-License-Identifier: MIT */
#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"

enum { SPOOL_MEMORY = 256 * 1024 };

FILE *spool_file(void)
{
    const char *folder = getenv("TMPDIR");
    const int descriptor = open(folder && folder[0] ? folder : P_tmpdir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return tmpfile(); /* not every file system has files without names */
    }
    FILE *file = fdopen(descriptor, "w+");
    if (!file) {
        close(descriptor);
    }
    return file;
}

static void file_write(struct spool *spool, const void *bytes, size_t count)
{
    if (!spool->file && spool->error == 0) {
        spool->file = spool_file();
        spool->error = spool->file ? 0 : errno;
    }
    if (spool->error == 0 && fwrite(bytes, 1, count, spool->file) != count) {
        spool->error = errno != 0 ? errno : EIO;
    }
}

void spool_add(struct spool *spool, const void *bytes, size_t count)
{
    spool->total += count;
    if (spool->used + count > SPOOL_MEMORY) {
        file_write(spool, spool->bytes, spool->used);
        spool->used = 0;
    }
    if (count > SPOOL_MEMORY) {
        file_write(spool, bytes, count);
        return;
    }
    if (!spool->bytes) {
        spool->bytes = memory_new(SPOOL_MEMORY);
    }
    memcpy(spool->bytes + spool->used, bytes, count);
    spool->used += count;
}

bool spool_read(struct spool *spool, bool (*take)(void *context, const void *bytes, size_t count), void *context)
{
    unsigned char chunk[1 << 16];
    uint64_t left = spool->file ? spool->total - spool->used : 0;
    errno = spool->error;
    if (spool->error != 0 || (spool->file && fseeko(spool->file, 0, SEEK_SET) != 0)) {
        return false;
    }
    while (left > 0) {
        const size_t wanted = left < sizeof(chunk) ? (size_t)left : sizeof(chunk);
        if (fread(chunk, 1, wanted, spool->file) != wanted || !take(context, chunk, wanted)) {
            errno = errno != 0 ? errno : EIO;
            return false;
        }
        left -= wanted;
    }
    return spool->used == 0 || take(context, spool->bytes, spool->used);
}

void spool_free(struct spool *spool)
{
    if (spool->file) {
        fclose(spool->file);
    }
    free(spool->bytes);
    *spool = (struct spool){0};
}
