/* SPDX-License-Identifier: MIT */
#include "elf_file.h"

#include <elf.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct image {
    const unsigned char *bytes;
    uint64_t size;
};

/* The bytes at [offset, offset + size), or NULL where the file does not have them. */
static const void *slice(const struct image *image, uint64_t offset, uint64_t size)
{
    return offset <= image->size && size <= image->size - offset ? image->bytes + offset : NULL;
}

/* A section's table, read in place: NULL where a damaged file puts it at an odd offset. */
static const void *table_of(const struct image *image, const Elf64_Shdr *section)
{
    return section->sh_offset % 8 == 0 ? slice(image, section->sh_offset, section->sh_size) : NULL;
}

/* The string at `index` of a string table, "" where there is none. */
static const char *string_at(const struct image *image, const Elf64_Shdr *table, uint64_t index)
{
    const char *strings = slice(image, table->sh_offset, table->sh_size);
    if (table->sh_size == 0 || strings == NULL || index >= table->sh_size || strings[table->sh_size - 1] != '\0') {
        return "";
    }
    return strings + index;
}

static bool is_abi_name(const char *name)
{
    return strncmp(name, "tl_mem_", 7) == 0 || strcmp(name, "tl_ptr_acquire") == 0 ||
           strcmp(name, "tl_ptr_release") == 0;
}

static void read_symbols(const struct image *image, const Elf64_Shdr *section, const Elf64_Shdr *strings,
                         struct elf_facts *facts)
{
    const Elf64_Sym *symbols = table_of(image, section);
    uint64_t count = symbols != NULL ? section->sh_size / sizeof *symbols : 0;
    for (uint64_t i = 0; i < count; i++) {
        if (is_abi_name(string_at(image, strings, symbols[i].st_name))) {
            bool called = symbols[i].st_shndx == SHN_UNDEF;
            facts->calls_abi = facts->calls_abi || called;
            facts->defines_abi = facts->defines_abi || !called;
        }
    }
}

static void read_libraries(const struct image *image, const Elf64_Shdr *section, const Elf64_Shdr *strings,
                           struct elf_facts *facts)
{
    const Elf64_Dyn *entries = table_of(image, section);
    uint64_t count = entries != NULL ? section->sh_size / sizeof *entries : 0;
    for (uint64_t i = 0; i < count; i++) {
        if (entries[i].d_tag == DT_NEEDED &&
            strncmp(string_at(image, strings, entries[i].d_un.d_val), "libtlscope.so", 13) == 0) {
            facts->needs_runtime = true;
        }
    }
}

static void read_sections(const struct image *image, const Elf64_Ehdr *header, struct elf_facts *facts)
{
    const Elf64_Shdr *sections = slice(image, header->e_shoff, header->e_shnum * sizeof *sections);
    for (unsigned i = 0; sections != NULL && i < header->e_shnum; i++) {
        if (sections[i].sh_link >= header->e_shnum) {
            continue;
        }
        const Elf64_Shdr *strings = &sections[sections[i].sh_link];
        if (sections[i].sh_type == SHT_DYNSYM) {
            read_symbols(image, &sections[i], strings, facts);
        } else if (sections[i].sh_type == SHT_DYNAMIC) {
            read_libraries(image, &sections[i], strings, facts);
        }
    }
}

static void read_interpreter(const struct image *image, const Elf64_Ehdr *header, struct elf_facts *facts)
{
    const Elf64_Phdr *segments = slice(image, header->e_phoff, header->e_phnum * sizeof *segments);
    for (unsigned i = 0; segments != NULL && i < header->e_phnum; i++) {
        if (segments[i].p_type == PT_INTERP) {
            const char *path = slice(image, segments[i].p_offset, segments[i].p_filesz);
            facts->interpreted = true;
            facts->glibc_loader = path != NULL && memmem(path, segments[i].p_filesz, "/ld-linux", 9) != NULL;
        }
    }
}

static void read_image(const struct image *image, struct elf_facts *facts)
{
    const Elf64_Ehdr *header = slice(image, 0, sizeof *header);
    if (header == NULL || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 || header->e_ident[EI_CLASS] != ELFCLASS64 ||
        header->e_ident[EI_DATA] != ELFDATA2LSB || header->e_phoff % 8 != 0 || header->e_shoff % 8 != 0) {
        return;
    }
    facts->known = true;
    read_interpreter(image, header, facts);
    read_sections(image, header, facts);
}

struct elf_facts elf_file_read(const char *path)
{
    struct elf_facts facts = {false, false, false, false, false, false};
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0 && fstat(file, &status) == 0 && status.st_size > 0) {
        size_t size = (size_t)status.st_size;
        void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
        if (bytes != MAP_FAILED) {
            const struct image image = {bytes, size};
            read_image(&image, &facts);
            munmap(bytes, size);
        }
    }
    if (file >= 0) {
        close(file);
    }
    return facts;
}
