/* SPDX-License-Identifier: MIT */
/* The symbols in an ELF file, of which nothing is trusted: any path may be asked for. */
#ifndef TLSCOPE_BASE_ELF_FILE_H
#define TLSCOPE_BASE_ELF_FILE_H

#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct elf_file {
    const unsigned char *bytes; /* NULL: there is none */
    size_t size;
};

/* Waits for nobody: what is no regular file, a FIFO say, is none. For elf_file_unmap. */
struct elf_file elf_file_map(const char *path);
void elf_file_unmap(const struct elf_file *file);

/* A symbol table, and its names, of which the last may lack its end. */
struct elf_symbols {
    const ElfW(Sym) * items;
    size_t count;
    const char *names;
    uint64_t names_size;
};

/* The symbol's name; NULL where it does not end in the file. */
const char *elf_symbol_name(const struct elf_symbols *symbols, const ElfW(Sym) * symbol);

/* Calls `visit` with each symbol table until it returns true. */
void elf_file_each_table(const struct elf_file *file, bool (*visit)(void *context, const struct elf_symbols *symbols),
                         void *context);

#endif
