/* SPDX-License-Identifier: MIT */
#include "symbols/object_file.h"

#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "symbols/debug_info.h"
#include "symbols/demangle.h"
#include "symbols/intervals.h"
#include "symbols/jit_layout.h"
#include "symbols/start_function.h"

/* Only the C library has it, with its version behind it or not. */
#define C_LIBRARY_START "__libc_start_main"

struct object_file {
    Dwfl *session;
    Dwfl_Module *module;
    Dwfl_Callbacks callbacks;
    char *debug_path;
    GElf_Addr bias; /* of the module in libdwfl's own address space */
    bool is_c_library;
    bool info_sought;
    struct debug_info *info; /* NULL: none */
    Dwarf_Addr debug_bias;
    struct intervals symbols;
};

static struct object_file *session_new(const char *debug_path)
{
    struct object_file *file = memory_new(sizeof(*file));
    file->debug_path = debug_path ? memory_copy(debug_path) : NULL;
    file->callbacks = (Dwfl_Callbacks){
        .find_elf = dwfl_build_id_find_elf,
        .find_debuginfo = dwfl_standard_find_debuginfo,
        .section_address = dwfl_offline_section_address,
        .debuginfo_path = debug_path ? &file->debug_path : NULL,
    };
    file->session = dwfl_begin(&file->callbacks);
    return file;
}

/* Functions only. A symbol without a size covers nothing: what is behind it may be anything. */
static void index_symbols(struct object_file *file)
{
    const int count = dwfl_module_getsymtab(file->module);
    for (int i = 1; i < count; i++) {
        GElf_Sym symbol;
        GElf_Addr address = 0;
        GElf_Word section = 0;
        const char *name = dwfl_module_getsym_info(file->module, i, &symbol, &address, &section, NULL, NULL);
        const int type = GELF_ST_TYPE(symbol.st_info);
        if (name && name[0] && section != SHN_UNDEF &&
            (type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE)) {
            intervals_add(&file->symbols, address, address + symbol.st_size, (size_t)i);
            file->is_c_library |= strncmp(name, C_LIBRARY_START, strlen(C_LIBRARY_START)) == 0;
        }
    }
}

/* All of it is read: where it is compressed that takes its time. */
static void seek_info(struct object_file *file)
{
    if (file->info_sought) {
        return;
    }
    file->info_sought = true;
    Elf *elf = dwfl_module_getelf(file->module, &file->bias);
    Dwarf *dwarf = dwfl_module_getdwarf(file->module, &file->debug_bias);
    GElf_Ehdr header;
    if (elf && gelf_getehdr(elf, &header) && header.e_type == ET_REL) {
        file->debug_bias = 0; /* libdw has it in the addresses when it relocates them */
    }
    file->info = dwarf ? debug_info_new(dwarf) : NULL;
}

/* NULL, and everything given back, when the module cannot be read. The C library's debug information, which is large,
 * waits until a line in it is asked for. */
static struct object_file *session_finish(struct object_file *file)
{
    const bool reported = file->module && dwfl_report_end(file->session, NULL, NULL) == 0;
    Elf *elf = reported ? dwfl_module_getelf(file->module, &file->bias) : NULL;
    if (!elf) {
        object_file_free(file);
        return NULL;
    }
    index_symbols(file);
    if (!file->is_c_library) {
        seek_info(file);
    }
    return file;
}

struct object_file *object_file_open(const char *path, const char *debug_path)
{
    struct object_file *file = session_new(debug_path);
    file->module = file->session ? dwfl_report_offline(file->session, "module", path, -1) : NULL;
    return session_finish(file);
}

static size_t id_bytes(const char *build_id, unsigned char *bytes, size_t most)
{
    size_t count = 0;
    unsigned byte = 0;
    while (count < most && sscanf(build_id + 2 * count, "%2x", &byte) == 1) {
        bytes[count++] = (unsigned char)byte;
    }
    return count;
}

struct object_file *object_file_fetch(const char *build_id, const char *debug_path)
{
    unsigned char id[64];
    const size_t bytes = id_bytes(build_id, id, sizeof(id));
    struct object_file *file = session_new(debug_path);
    file->module = file->session ? dwfl_report_module(file->session, "module", 0, UINT64_MAX >> 16) : NULL;
    if (file->module && dwfl_module_report_build_id(file->module, id, bytes, 0) != 0) {
        file->module = NULL;
    }
    return session_finish(file);
}

static int find_nothing(Dwfl_Module *module, void **user, const char *name, Dwarf_Addr base, const char *path,
                        const char *link, GElf_Word checksum, char **found)
{
    (void)module, (void)user, (void)name, (void)base, (void)path, (void)link, (void)checksum, (void)found;
    return -1;
}

struct object_file *object_file_open_jit(const char *path)
{
    const int laid_out = jit_layout_open(path);
    if (laid_out < 0) {
        return NULL;
    }
    struct object_file *file = session_new(NULL);
    file->callbacks.find_debuginfo = find_nothing;
    file->module = file->session ? dwfl_report_elf(file->session, "jit", path, laid_out, 0, true) : NULL;
    if (!file->module) {
        close(laid_out);
    }
    return session_finish(file);
}

void object_file_free(struct object_file *file)
{
    if (!file) {
        return;
    }
    if (file->info) {
        debug_info_free(file->info);
    }
    intervals_free(&file->symbols);
    if (file->session) {
        dwfl_end(file->session);
    }
    free(file->debug_path);
    free(file);
}

bool object_file_has_lines(struct object_file *file)
{
    seek_info(file);
    return file->info != NULL;
}

static const char *symbol_name(const struct object_file *file, const struct interval *symbol)
{
    GElf_Sym facts;
    GElf_Addr value = 0;
    return dwfl_module_getsym_info(file->module, (int)symbol->item, &facts, &value, NULL, NULL, NULL);
}

/* As it is called, without the version that a library's own symbol table has behind the name. */
static const char *keep_symbol(struct names *names, const char *symbol)
{
    const char *version = strchr(symbol, '@');
    if (!version || version == symbol) {
        return demangle_keep(names, symbol);
    }
    char *name = memory_copy(symbol);
    name[version - symbol] = '\0';
    const char *kept = demangle_keep(names, name);
    free(name);
    return kept;
}

static void answer_symbol(const struct object_file *file, const struct interval *symbol, struct names *names,
                          struct answer *answer)
{
    answer->start = symbol->low - file->bias;
    if (answer->count == 0) {
        answer->frames[answer->count++] = (struct source_frame){0};
    }
    struct source_frame *outermost = &answer->frames[answer->count - 1];
    if (!outermost->function) {
        outermost->function = keep_symbol(names, symbol_name(file, symbol));
    }
}

void object_file_find(struct object_file *file, uint64_t address, struct names *names, struct answer *answer)
{
    const GElf_Addr here = address + file->bias;
    const struct interval *symbol = intervals_find(&file->symbols, here);
    /* Where every program begins nobody wants a line. */
    if (!file->is_c_library || !symbol || !is_start_function(symbol_name(file, symbol))) {
        seek_info(file);
        if (file->info) {
            debug_info_find(file->info, here - file->debug_bias, names, answer);
        }
    }
    if (symbol) {
        answer_symbol(file, symbol, names, answer);
    }
}
