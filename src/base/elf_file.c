/* SPDX-License-Identifier: MIT */
#include "base/elf_file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct elf_file elf_file_map(const char *path)
{
    struct elf_file file = {0};
    struct stat status;
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return file;
    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > (off_t)sizeof(ElfW(Ehdr))) {
        void *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
        if (bytes != MAP_FAILED)
            file = (struct elf_file){bytes, (size_t)status.st_size};
    }
    close(descriptor);
    return file;
}

void elf_file_unmap(const struct elf_file *file)
{
    if (file->bytes != NULL)
        munmap((void *)(uintptr_t)file->bytes, file->size);
}

/* The bytes at [offset, offset + size); NULL where the file does not have them. */
static const void *part_of(const struct elf_file *file, uint64_t offset, uint64_t size)
{
    return size <= file->size && offset <= file->size - size ? file->bytes + offset : NULL;
}

const char *elf_symbol_name(const struct elf_symbols *symbols, const ElfW(Sym) * symbol)
{
    const uint64_t at = symbol->st_name;
    const bool ends = at < symbols->names_size && memchr(symbols->names + at, 0, symbols->names_size - at) != NULL;
    return ends ? symbols->names + at : NULL;
}

/* Symbols are read in place: a damaged file may have them at an odd offset. */
static const void *table_at(const struct elf_file *file, uint64_t offset, uint64_t size)
{
    return offset % _Alignof(ElfW(Sym)) == 0 ? part_of(file, offset, size) : NULL;
}

static struct elf_symbols symbols_of(const struct elf_file *file, const ElfW(Shdr) * table, const ElfW(Shdr) * names)
{
    return (struct elf_symbols){table_at(file, table->sh_offset, table->sh_size), table->sh_size / sizeof(ElfW(Sym)),
                                part_of(file, names->sh_offset, names->sh_size), names->sh_size};
}

static const ElfW(Shdr) * sections_of(const struct elf_file *file, size_t *count)
{
    const ElfW(Ehdr) *header = part_of(file, 0, sizeof *header);
    if (header == NULL || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 || header->e_shentsize != sizeof(ElfW(Shdr)))
        return NULL;
    *count = header->e_shnum;
    return table_at(file, header->e_shoff, (uint64_t)header->e_shnum * sizeof(ElfW(Shdr)));
}

void elf_file_each_table(const struct elf_file *file, bool (*visit)(void *context, const struct elf_symbols *symbols),
                         void *context)
{
    size_t count = 0;
    const ElfW(Shdr) *sections = sections_of(file, &count);
    for (size_t i = 0; sections != NULL && i < count; i++) {
        if ((sections[i].sh_type != SHT_SYMTAB && sections[i].sh_type != SHT_DYNSYM) || sections[i].sh_link >= count)
            continue;
        const struct elf_symbols symbols = symbols_of(file, &sections[i], &sections[sections[i].sh_link]);
        if (symbols.items != NULL && symbols.names != NULL && visit(context, &symbols))
            return;
    }
}
