/* SPDX-License-Identifier: MIT */
#include "jit/descriptor.h"

#include <link.h>
#include <stdatomic.h>
#include <string.h>

#include "base/elf_file.h"

#define DESCRIPTOR_NAME "__jit_debug_descriptor"

static bool is_descriptor(const struct elf_symbols *symbols, const ElfW(Sym) * symbol)
{
    const char *name = symbol->st_size == sizeof(struct jit_descriptor) && symbol->st_shndx != SHN_UNDEF
                           ? elf_symbol_name(symbols, symbol)
                           : NULL;
    return name != NULL && strcmp(name, DESCRIPTOR_NAME) == 0;
}

/* The symbol's value in one table, if it is there. */
static bool look_in_table(void *context, const struct elf_symbols *symbols)
{
    uint64_t *value = context;
    for (size_t i = 0; i < symbols->count && *value == 0; i++) {
        if (is_descriptor(symbols, &symbols->items[i]))
            *value = symbols->items[i].st_value;
    }
    return *value != 0;
}

/* Its file's symbol tables rather than dlsym: JIT hosts that link LLVM statically do not export the name. */
static int look_in_module(struct dl_phdr_info *module, size_t size, void *context)
{
    struct descriptors *found = context;
    (void)size;
    const struct elf_file file = elf_file_map(module->dlpi_name[0] != '\0' ? module->dlpi_name : "/proc/self/exe");
    uint64_t value = 0;
    elf_file_each_table(&file, look_in_table, &value);
    elf_file_unmap(&file);
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
