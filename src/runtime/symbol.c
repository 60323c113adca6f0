/* SPDX-License-Identifier: MIT */
#include "runtime/symbol.h"

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/runtime.h"

struct file {
    const unsigned char *bytes;
    size_t size;
};

static struct file map_file(const char *path)
{
    struct file file = {0};
    struct stat status;
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return file;
    if (fstat(descriptor, &status) == 0 && status.st_size > (off_t)sizeof(ElfW(Ehdr))) {
        void *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
        if (bytes != MAP_FAILED)
            file = (struct file){bytes, (size_t)status.st_size};
    }
    close(descriptor);
    return file;
}

static const void *part(const struct file *file, uint64_t offset, uint64_t size)
{
    return size <= file->size && offset <= file->size - size ? file->bytes + offset : NULL;
}

/* The function of the symbol table `section` that covers `offset`. */
static const char *function_in(const struct file *file, const ElfW(Shdr) * sections, const ElfW(Shdr) * section,
                               uint64_t offset, uint64_t *start)
{
    const ElfW(Sym) *symbols = part(file, section->sh_offset, section->sh_size);
    const ElfW(Shdr) *strings = &sections[section->sh_link];
    const char *text = part(file, strings->sh_offset, strings->sh_size);
    for (size_t i = 0; symbols != NULL && text != NULL && i < section->sh_size / sizeof *symbols; i++) {
        const ElfW(Sym) *symbol = &symbols[i];
        if ((symbol->st_info & 0xf) == STT_FUNC && offset - symbol->st_value < symbol->st_size &&
            symbol->st_name < strings->sh_size &&
            memchr(text + symbol->st_name, 0, strings->sh_size - symbol->st_name)) {
            *start = symbol->st_value;
            return text + symbol->st_name;
        }
    }
    return NULL;
}

static const char *function_at(const struct file *file, uint64_t offset, uint64_t *start)
{
    const ElfW(Ehdr) *header = part(file, 0, sizeof *header);
    if (header == NULL || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 || header->e_shentsize != sizeof(ElfW(Shdr)))
        return NULL;
    const ElfW(Shdr) *sections = part(file, header->e_shoff, (uint64_t)header->e_shnum * sizeof *sections);
    const char *name = NULL;
    for (size_t i = 0; sections != NULL && name == NULL && i < header->e_shnum; i++) {
        if ((sections[i].sh_type == SHT_SYMTAB || sections[i].sh_type == SHT_DYNSYM) &&
            sections[i].sh_link < header->e_shnum)
            name = function_in(file, sections, &sections[i], offset, start);
    }
    return name;
}

void symbol_find_place(const void *address, struct place *place)
{
    Dl_info found = {0};
    if (module_find(address, place) && dladdr(address, &found) != 0 && found.dli_sname != NULL)
        snprintf(place->symbol, sizeof place->symbol, "%s", found.dli_sname);
}

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* What is known of a code address. */
struct found {
    const char *module; /* NULL: in none */
    uint64_t offset;    /* in it */
    char function[256]; /* "": no symbol names it */
    uint64_t start;     /* of that, in the module */
};

/* The file that the address is in, or was in before that was closed; *bias as in table/sites.h. */
static bool find_file(const void *address, char path[PATH_MAX], uint64_t *bias)
{
    struct dl_find_object object;
    if (_dl_find_object((void *)(uintptr_t)address, &object) == 0 && object.dlfo_link_map != NULL) {
        module_path(object.dlfo_link_map->l_name, path);
        *bias = object.dlfo_link_map->l_addr;
        return true;
    }
    const struct code_module *module = sites_module_of(&runtime.sites, address);
    if (module == NULL || module->path == 0)
        return false;
    snprintf(path, PATH_MAX, "%s", name_text(&runtime.names, module->path));
    *bias = module->bias;
    return true;
}

static struct found find(const void *address)
{
    static char path[PATH_MAX]; /* threads may have small stacks */
    struct found found = {0};
    uint64_t bias;
    if (!find_file(address, path, &bias))
        return found;
    found.module = file_name(path);
    found.offset = (uint64_t)(uintptr_t)address - bias;
    const struct file file = map_file(path);
    /* A return address is behind its call, perhaps behind its function: the byte before belongs to the call. */
    const char *function = file.bytes != NULL ? function_at(&file, found.offset - 1, &found.start) : NULL;
    snprintf(found.function, sizeof found.function, "%.200s", function != NULL ? function : "");
    if (file.bytes != NULL)
        munmap((void *)(uintptr_t)file.bytes, file.size);
    return found;
}

void symbol_describe(const void *address, char text[SYMBOL_BYTES])
{
    const struct found found = address != NULL ? find(address) : (struct found){0};
    if (address == NULL)
        snprintf(text, SYMBOL_BYTES, "unknown code");
    else if (found.module == NULL)
        snprintf(text, SYMBOL_BYTES, "%p (no module: JIT code?)", address);
    else if (found.function[0] != '\0')
        snprintf(text, SYMBOL_BYTES, "%s+0x%llx (%.200s+0x%llx)", found.function,
                 (unsigned long long)(found.offset - found.start), found.module, (unsigned long long)found.offset);
    else
        snprintf(text, SYMBOL_BYTES, "%.200s+0x%llx", found.module, (unsigned long long)found.offset);
}

bool symbol_function(const void *address, char text[SYMBOL_BYTES])
{
    const struct found found = address != NULL ? find(address) : (struct found){0};
    snprintf(text, SYMBOL_BYTES, "%s", found.function);
    return text[0] != '\0';
}
