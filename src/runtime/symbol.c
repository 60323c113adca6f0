/* SPDX-License-Identifier: MIT */
#include "runtime/symbol.h"

#include <dlfcn.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/elf_file.h"
#include "runtime/runtime.h"

/* What is known of a code address. */
struct found {
    const char *module; /* NULL: in none */
    uint64_t offset;    /* in it */
    char function[256]; /* "": no symbol names it */
    uint64_t start;     /* of that, in the module */
};

/* The function of the table that covers the address. A return address is behind its call, perhaps behind its function:
 * the byte before belongs to the call. */
static bool look_in_table(void *context, const struct elf_symbols *symbols)
{
    struct found *found = context;
    for (size_t i = 0; i < symbols->count; i++) {
        const ElfW(Sym) *symbol = &symbols->items[i];
        const bool covers =
            (symbol->st_info & 0xf) == STT_FUNC && found->offset - 1 - symbol->st_value < symbol->st_size;
        const char *name = covers ? elf_symbol_name(symbols, symbol) : NULL;
        if (name != NULL) {
            snprintf(found->function, sizeof found->function, "%.200s", name);
            found->start = symbol->st_value;
            return true;
        }
    }
    return false;
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
    const struct elf_file file = elf_file_map(path);
    elf_file_each_table(&file, look_in_table, &found);
    elf_file_unmap(&file);
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
