/* SPDX-License-Identifier: MIT */
#include "jit/descriptor.h"

#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define DESCRIPTOR_NAME "__jit_debug_descriptor"

struct file {
    const char *bytes;
    size_t size;
};

static const void *part(const struct file *file, uint64_t offset, uint64_t size)
{
    return size <= file->size && offset <= file->size - size ? file->bytes + offset : NULL;
}

static struct file map_file(const char *path)
{
    struct file file = {0};
    struct stat status;
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return file;
    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > (off_t)sizeof(ElfW(Ehdr))) {
        void *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
        if (bytes != MAP_FAILED)
            file = (struct file){bytes, (size_t)status.st_size};
    }
    close(descriptor);
    return file;
}

/* The symbol's value in one table; 0 when it is not there. */
static uint64_t value_in(const struct file *file, const ElfW(Shdr) * sections, const ElfW(Shdr) * table)
{
    const ElfW(Sym) *symbols = part(file, table->sh_offset, table->sh_size);
    const ElfW(Shdr) *strings = &sections[table->sh_link];
    const char *text = part(file, strings->sh_offset, strings->sh_size);
    for (size_t i = 0; symbols != NULL && text != NULL && i < table->sh_size / sizeof *symbols; i++) {
        const ElfW(Sym) *symbol = &symbols[i];
        if (symbol->st_size == sizeof(struct jit_descriptor) && symbol->st_shndx != SHN_UNDEF &&
            symbol->st_name < strings->sh_size && strings->sh_size - symbol->st_name >= sizeof DESCRIPTOR_NAME &&
            memcmp(text + symbol->st_name, DESCRIPTOR_NAME, sizeof DESCRIPTOR_NAME) == 0)
            return symbol->st_value;
    }
    return 0;
}

static uint64_t value_in_file(const struct file *file)
{
    const ElfW(Ehdr) *header = part(file, 0, sizeof *header);
    if (header == NULL || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 || header->e_shentsize != sizeof(ElfW(Shdr)))
        return 0;
    const ElfW(Shdr) *sections = part(file, header->e_shoff, (uint64_t)header->e_shnum * sizeof *sections);
    uint64_t value = 0;
    for (size_t i = 0; sections != NULL && value == 0 && i < header->e_shnum; i++) {
        if ((sections[i].sh_type == SHT_SYMTAB || sections[i].sh_type == SHT_DYNSYM) &&
            sections[i].sh_link < header->e_shnum)
            value = value_in(file, sections, &sections[i]);
    }
    return value;
}

/* Its file's symbol tables rather than dlsym: JIT hosts that link LLVM statically do not export the name. */
static int look_in_module(struct dl_phdr_info *module, size_t size, void *context)
{
    struct descriptors *found = context;
    (void)size;
    const struct file file = map_file(module->dlpi_name[0] != '\0' ? module->dlpi_name : "/proc/self/exe");
    if (file.bytes == NULL)
        return 0;
    const uint64_t value = value_in_file(&file);
    munmap((void *)(uintptr_t)file.bytes, file.size);
    if (value != 0)
        found->list[found->count++] = (const void *)(uintptr_t)(module->dlpi_addr + value);
    return found->count == DESCRIPTORS_MOST;
}

static int modules_so_far(struct dl_phdr_info *module, size_t size, void *context)
{
    (void)size;
    *(unsigned long long *)context = module->dlpi_adds + module->dlpi_subs;
    return 1;
}

bool descriptors_find(struct descriptors *found)
{
    static atomic_ullong searched;
    unsigned long long changes = 0;
    dl_iterate_phdr(modules_so_far, &changes);
    if (atomic_exchange(&searched, changes) == changes)
        return false;
    *found = (struct descriptors){.count = 0};
    dl_iterate_phdr(look_in_module, found);
    return true;
}
