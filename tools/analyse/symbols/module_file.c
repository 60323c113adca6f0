/* SPDX-License-Identifier: MIT */
#include "symbols/module_file.h"

#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the runtime records of a build id. */
enum { ID_DIGITS_MOST = 40 };

static void id_of(Elf *elf, char digits[ID_DIGITS_MOST + 1])
{
    const void *id = NULL;
    const ssize_t bytes = dwelf_elf_gnu_build_id(elf, &id);
    digits[0] = '\0';
    for (ssize_t i = 0; i < bytes && i < ID_DIGITS_MOST / 2; i++) {
        snprintf(&digits[2 * i], 3, "%02x", ((const unsigned char *)id)[i]);
    }
}

static bool is_as_recorded(int file, const struct module_identity *identity)
{
    char digits[ID_DIGITS_MOST + 1] = "";
    struct stat facts;
    if (fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        return false;
    }
    elf_version(EV_CURRENT);
    Elf *elf = elf_begin(file, ELF_C_READ_MMAP, NULL);
    const bool is_elf = elf && elf_kind(elf) == ELF_K_ELF;
    if (is_elf) {
        id_of(elf, digits);
    }
    elf_end(elf);
    if (!is_elf || strcmp(digits, identity->build_id) != 0) {
        return false;
    }
    return digits[0] != '\0' || identity->recorded_ns == 0 ||
           (int64_t)facts.st_mtim.tv_sec <= identity->recorded_ns / 1000000000;
}

/* The path, which it takes over, when the file is the one; else NULL. */
static char *accept_path(char *path, const struct module_identity *identity)
{
    const int file = path ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
    const bool accepted = file >= 0 && is_as_recorded(file, identity);
    if (file >= 0) {
        close(file);
    }
    if (!accepted) {
        free(path);
        return NULL;
    }
    return path;
}

static char *at_path(const struct module_identity *identity, const char *root)
{
    char *path = NULL;
    return asprintf(&path, "%s%s", root, identity->path) < 0 ? NULL : accept_path(path, identity);
}

static char *at_build_id(const struct module_identity *identity, const char *root)
{
    static const char *const endings[] = {"", ".debug"};
    char *found = NULL;
    for (size_t i = 0; i < 2 && !found && strlen(identity->build_id) > 2; i++) {
        char *path = NULL;
        if (asprintf(&path, "%s/usr/lib/debug/.build-id/%.2s/%s%s", root, identity->build_id, identity->build_id + 2,
                     endings[i]) >= 0) {
            found = accept_path(path, identity);
        }
    }
    return found;
}

char *module_file_find(const struct module_identity *identity, const char *sysroot)
{
    const char *roots[] = {sysroot, ""};
    char *found = NULL;
    for (size_t i = sysroot[0] ? 0 : 1; i < 2 && !found; i++) {
        found = at_path(identity, roots[i]);
    }
    for (size_t i = sysroot[0] ? 0 : 1; i < 2 && !found; i++) {
        found = at_build_id(identity, roots[i]);
    }
    return found;
}
