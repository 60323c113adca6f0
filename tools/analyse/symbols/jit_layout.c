/* SPDX-License-Identifier: MIT */
#include "symbols/jit_layout.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "symbols/whole_file.h"

/* The section headers, inside the bytes; NULL when the file is no 64-bit ELF file. */
static Elf64_Shdr *sections_of(const struct whole_file *file, size_t *count)
{
    Elf64_Ehdr header;
    if (file->size < sizeof(header)) {
        return NULL;
    }
    memcpy(&header, file->bytes, sizeof(header));
    const uint64_t bytes = (uint64_t)header.e_shnum * sizeof(Elf64_Shdr);
    if (memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64 ||
        header.e_shentsize != sizeof(Elf64_Shdr) || header.e_shoff > file->size ||
        bytes > file->size - header.e_shoff || header.e_shoff % _Alignof(Elf64_Shdr) != 0) {
        return NULL;
    }
    *count = header.e_shnum;
    return (Elf64_Shdr *)(void *)(file->bytes + header.e_shoff);
}

void jit_layout_ranges(const char *path, struct intervals *intervals, size_t item)
{
    struct whole_file file;
    size_t count = 0;
    if (!whole_file_read(path, &file)) {
        return;
    }
    const Elf64_Shdr *sections = sections_of(&file, &count);
    for (size_t i = 0; sections && i < count; i++) {
        const uint64_t wanted = SHF_ALLOC | SHF_EXECINSTR;
        if ((sections[i].sh_flags & wanted) == wanted && sections[i].sh_addr != 0) {
            intervals_add(intervals, sections[i].sh_addr, sections[i].sh_addr + sections[i].sh_size, item);
        }
    }
    free(file.bytes);
}

static void settle(Elf64_Shdr *section)
{
    if (!(section->sh_flags & SHF_ALLOC)) {
        section->sh_addr = 0;
    } else if (section->sh_addr == 0) {
        section->sh_flags &= ~(Elf64_Xword)SHF_ALLOC;
    }
}

static int memory_file(const struct whole_file *file)
{
    const int copy = memfd_create("tlscope-jit", MFD_CLOEXEC);
    if (copy >= 0 && write(copy, file->bytes, file->size) != (ssize_t)file->size) {
        close(copy);
        return -1;
    }
    return copy;
}

int jit_layout_open(const char *path)
{
    struct whole_file file;
    size_t count = 0;
    if (!whole_file_read(path, &file)) {
        return -1;
    }
    Elf64_Shdr *sections = sections_of(&file, &count);
    for (size_t i = 0; sections && i < count; i++) {
        settle(&sections[i]);
    }
    const int copy = sections ? memory_file(&file) : -1;
    free(file.bytes);
    return copy;
}
