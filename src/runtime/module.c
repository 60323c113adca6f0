/* SPDX-License-Identifier: MIT */
#include "runtime/module.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void module_path(const char *name, char path[PATH_MAX])
{
    path[0] = '\0';
    if (name[0] == '\0') {
        const ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 1);
        path[length > 0 ? length : 0] = '\0';
    } else if (name[0] == '/' || realpath(name, path) == NULL) {
        snprintf(path, PATH_MAX, "%s", name);
    }
}

/* The note that holds the build id, among those of a loaded segment. */
static const ElfW(Nhdr) * find_build_id(uintptr_t at, uintptr_t end)
{
    while (at + sizeof(ElfW(Nhdr)) <= end) {
        const ElfW(Nhdr) *note = (const void *)at;
        if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 && memcmp(note + 1, "GNU", 4) == 0)
            return note;
        at += sizeof *note + ((note->n_namesz + 3u) & ~3u) + ((note->n_descsz + 3u) & ~3u);
    }
    return NULL;
}

/* A module's first segment holds its ELF header, and that its segments. */
static void read_build_id(const struct dl_find_object *found, struct place *place)
{
    const ElfW(Ehdr) *header = found->dlfo_map_start;
    if (memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
        return;
    const ElfW(Phdr) *segments = (const void *)((const char *)header + header->e_phoff);
    for (unsigned i = 0; i < header->e_phnum; i++) {
        const uintptr_t at = found->dlfo_link_map->l_addr + segments[i].p_vaddr;
        const ElfW(Nhdr) *note = segments[i].p_type == PT_NOTE ? find_build_id(at, at + segments[i].p_memsz) : NULL;
        const unsigned char *id = note != NULL ? (const unsigned char *)(note + 1) + 4 : NULL;
        for (unsigned byte = 0; id != NULL && byte < note->n_descsz && byte < sizeof place->build_id / 2; byte++)
            snprintf(&place->build_id[2 * (size_t)byte], 3, "%02x", id[byte]);
    }
}

bool module_find(const void *address, struct place *place)
{
    struct dl_find_object found;
    *place = (struct place){.offset = 0};
    if (_dl_find_object((void *)(uintptr_t)address, &found) != 0 || found.dlfo_link_map == NULL)
        return false;
    module_path(found.dlfo_link_map->l_name, place->module);
    place->base = (uint64_t)(uintptr_t)found.dlfo_map_start;
    place->offset = (uint64_t)(uintptr_t)address - found.dlfo_link_map->l_addr;
    read_build_id(&found, place);
    return true;
}
