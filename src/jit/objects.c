/* SPDX-License-Identifier: MIT */
#include "jit/objects.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "heap/peek.h"
#include "table/numbering.h"

/* A list or an object beyond these is taken for one that is just being changed. */
enum { ENTRIES_MOST = 1 << 16, SAMPLE_BYTES = 4096, COPY_BYTES = 1 << 16 };
#define OBJECT_BYTES_MOST (UINT64_C(1) << 30)

/* The entry that a list began with when it was last looked through. */
struct first_entry {
    const struct jit_entry *at;
    uint64_t identity;
};
static struct first_entry firsts[DESCRIPTORS_MOST];

static struct numbering written; /* by what tells one object from another */

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

static bool mix_memory(uint64_t *hash, const char *from, size_t bytes)
{
    uint64_t words[SAMPLE_BYTES / sizeof(uint64_t)] = {0};
    if (!peek(words, from, bytes))
        return false;
    for (size_t i = 0; i < (bytes + 7) / 8; i++)
        *hash = mix(*hash, words[i]);
    return true;
}

/* Where it is, its ELF header, and its end, where the addresses of its sections are. 0: not readable as an object. */
static uint64_t identity(const struct jit_entry *at, const struct jit_entry *entry)
{
    const size_t tail = entry->bytes < SAMPLE_BYTES ? (size_t)entry->bytes : SAMPLE_BYTES;
    uint64_t hash = mix(mix(mix(1, (uintptr_t)at), (uintptr_t)entry->object), entry->bytes);
    char magic[SELFMAG];
    if (!peek(magic, entry->object, SELFMAG) || memcmp(magic, ELFMAG, SELFMAG) != 0 ||
        !mix_memory(&hash, entry->object, sizeof(Elf64_Ehdr)) ||
        !mix_memory(&hash, entry->object + entry->bytes - tail, tail))
        return 0;
    return hash != 0 ? hash : 1;
}

static uint64_t monotonic_time(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

static int create_file(const char *folder, char path[PATH_MAX])
{
    for (uint64_t time = monotonic_time();; time++) {
        snprintf(path, PATH_MAX, "%s/%ld-%llu.o", folder, (long)getpid(), (unsigned long long)time);
        const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file >= 0 || errno != EEXIST)
            return file;
    }
}

static bool copy_to_file(int file, const struct jit_entry *entry)
{
    static char buffer[COPY_BYTES];
    for (uint64_t done = 0; done < entry->bytes;) {
        const size_t bytes = entry->bytes - done < COPY_BYTES ? (size_t)(entry->bytes - done) : COPY_BYTES;
        if (!peek(buffer, entry->object + done, bytes) || write(file, buffer, bytes) != (ssize_t)bytes)
            return false;
        done += bytes;
    }
    return true;
}

/* Writes an object whole and unchanged meanwhile, or not at all. */
static bool write_object(const char *folder, const struct jit_entry *at, const struct jit_entry *entry, uint64_t key)
{
    char path[PATH_MAX];
    struct jit_entry after;
    const int file = create_file(folder, path);
    if (file < 0)
        return false;
    bool whole = copy_to_file(file, entry) && peek(&after, at, sizeof after) && after.object == entry->object &&
                 after.bytes == entry->bytes && identity(at, &after) == key;
    whole = close(file) == 0 && whole;
    if (!whole)
        unlink(path);
    return whole;
}

static void keep_entry(const char *folder, const struct jit_entry *at, const struct jit_entry *entry)
{
    if (entry->object == NULL || entry->bytes < sizeof(Elf64_Ehdr) || entry->bytes > OBJECT_BYTES_MOST)
        return;
    const uint64_t key = identity(at, entry);
    if (key != 0 && numbering_find(&written, key) == 0 && write_object(folder, at, entry, key))
        numbering_add(&written, key);
}

/* The list may be changing: it ends where it cannot be read, or comes back to where it was before; and, where only what
 * is new is asked for, at the entry that came first the last time: new ones come before it. */
static void keep_list(const char *folder, const struct jit_entry *at, struct first_entry *last, bool whole)
{
    const struct first_entry before = *last;
    const struct jit_entry *mark = NULL;
    struct jit_entry entry;
    *last = (struct first_entry){.at = at};
    for (unsigned n = 1; at != NULL && at != mark && n <= ENTRIES_MOST && peek(&entry, at, sizeof entry); n++) {
        if (n == 1)
            last->identity = identity(at, &entry);
        if (!whole && at == before.at && identity(at, &entry) == before.identity)
            return;
        keep_entry(folder, at, &entry);
        if ((n & (n - 1)) == 0)
            mark = at;
        at = entry.next;
    }
}

void objects_keep(const char *folder, const struct descriptors *descriptors, bool whole)
{
    const int saved = errno;
    if (written.slab.item_size == 0)
        objects_forget();
    for (unsigned i = 0; i < descriptors->count; i++) {
        struct jit_descriptor descriptor;
        if (peek(&descriptor, descriptors->list[i], sizeof descriptor) && descriptor.version == 1)
            keep_list(folder, descriptor.first, &firsts[i], whole);
    }
    errno = saved;
}

void objects_forget(void)
{
    if (written.slab.item_size != 0)
        numbering_clear(&written);
    numbering_init(&written, sizeof(uint64_t));
}
