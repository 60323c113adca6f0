/* SPDX-License-Identifier: MIT */
#include "resolve.h"

#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>

static bool is_as_recorded(const char *path, int64_t recorded_ns)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISREG(facts.st_mode) &&
           (recorded_ns == 0 || (int64_t)facts.st_mtim.tv_sec <= recorded_ns / 1000000000);
}

/* The innermost function at an address, inlined ones included; NULL when debug information does not say. */
static const char *innermost_function(Dwfl_Module *module, Dwarf_Addr address, bool *inlined)
{
    Dwarf_Addr bias = 0;
    Dwarf_Die *scopes = NULL;
    const char *name = NULL;
    Dwarf_Die *unit = dwfl_module_addrdie(module, address, &bias);
    int count = unit ? dwarf_getscopes(unit, address - bias, &scopes) : 0;
    for (int i = 0; i < count && !name; i++) {
        int tag = dwarf_tag(&scopes[i]);
        if (tag == DW_TAG_inlined_subroutine || tag == DW_TAG_subprogram) {
            name = dwarf_diename(&scopes[i]);
            *inlined = tag == DW_TAG_inlined_subroutine;
        }
    }
    free(scopes);
    return name;
}

static void code_resolve(struct sites *sites, struct code_address *code, Dwfl_Module *module)
{
    GElf_Addr bias = 0;
    int line_number = 0;
    if (!dwfl_module_getelf(module, &bias)) {
        return;
    }
    /* The offset is that of a return address: the call is just before it. */
    Dwarf_Addr address = bias + code->offset - 1;
    const char *symbol = dwfl_module_addrname(module, address);
    bool inlined = false;
    const char *innermost = innermost_function(module, address, &inlined);
    const char *function = innermost ? innermost : symbol;
    Dwfl_Line *line = dwfl_module_getsrc(module, address);
    const char *file = line ? dwfl_lineinfo(line, NULL, &line_number, NULL, NULL, NULL) : NULL;
    code->function = function ? names_keep(sites->names, function) : NULL;
    if (inlined && symbol) {
        code->inlined_in = names_keep(sites->names, symbol);
    }
    if (file && line_number > 0) {
        code->file = names_keep(sites->names, file);
        code->line = (uint32_t)line_number;
    }
}

/* Resolves all addresses of a module. */
static void module_resolve(struct sites *sites, uint32_t number, Dwfl_Module *module)
{
    for (size_t i = 0; i < sites->addresses.count; i++) {
        struct code_address *code = sites->addresses.entries[i];
        if (code->module == number) {
            code_resolve(sites, code, module);
        }
    }
}

static void module_open(struct sites *sites, const struct module *told)
{
    static const Dwfl_Callbacks callbacks = {
        .find_elf = dwfl_build_id_find_elf,
        .find_debuginfo = dwfl_standard_find_debuginfo,
        .section_address = dwfl_offline_section_address,
    };
    Dwfl *session = dwfl_begin(&callbacks);
    if (!session) {
        return;
    }
    Dwfl_Module *module = dwfl_report_offline(session, "module", told->path, -1);
    if (module && dwfl_report_end(session, NULL, NULL) == 0) {
        module_resolve(sites, told->key, module);
    }
    dwfl_end(session);
}

void sites_resolve(struct sites *sites, int64_t recorded_ns)
{
    for (size_t i = 0; i < sites->modules.count; i++) {
        const struct module *module = sites->modules.entries[i];
        if (is_as_recorded(module->path, recorded_ns)) {
            module_open(sites, module);
        } else {
            sites->outdated = module->path;
        }
    }
}
