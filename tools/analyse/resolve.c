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

static void site_resolve(struct sites *sites, struct site *site, Dwfl_Module *module)
{
    GElf_Addr bias = 0;
    int line_number = 0;
    if (!dwfl_module_getelf(module, &bias)) {
        return;
    }
    /* The offset is that of a return address: the call is just before it. */
    Dwarf_Addr address = bias + site->offset - 1;
    const char *symbol = dwfl_module_addrname(module, address);
    bool inlined = false;
    const char *innermost = innermost_function(module, address, &inlined);
    const char *function = innermost ? innermost : symbol;
    Dwfl_Line *line = dwfl_module_getsrc(module, address);
    const char *file = line ? dwfl_lineinfo(line, NULL, &line_number, NULL, NULL, NULL) : NULL;
    site->function = function ? names_keep(sites->names, function) : NULL;
    if (inlined && symbol) {
        site->inlined_in = names_keep(sites->names, symbol);
    }
    if (file && line_number > 0) {
        site->file = names_keep(sites->names, file);
        site->line = (uint32_t)line_number;
    }
}

/* Resolves all sites of the module of the first of them. */
static void module_resolve(struct sites *sites, size_t first, Dwfl_Module *module)
{
    const char *name = ((const struct site *)sites->sites.entries[first])->module;
    for (size_t i = first; i < sites->sites.count; i++) {
        struct site *site = sites->sites.entries[i];
        if (site->module == name) {
            site_resolve(sites, site, module);
        }
    }
}

static void module_open(struct sites *sites, size_t first, const char *path)
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
    Dwfl_Module *module = dwfl_report_offline(session, "module", path, -1);
    if (module && dwfl_report_end(session, NULL, NULL) == 0) {
        module_resolve(sites, first, module);
    }
    dwfl_end(session);
}

/* Whether an earlier site has had the same module opened. */
static bool is_repeated(const struct sites *sites, size_t index)
{
    const struct site *site = sites->sites.entries[index];
    for (size_t i = 0; i < index; i++) {
        if (((const struct site *)sites->sites.entries[i])->module == site->module) {
            return true;
        }
    }
    return false;
}

void sites_resolve(struct sites *sites, int64_t recorded_ns)
{
    for (size_t i = 0; i < sites->sites.count; i++) {
        const struct site *site = sites->sites.entries[i];
        if (!site->module[0] || is_repeated(sites, i)) {
            continue;
        }
        if (is_as_recorded(site->module, recorded_ns)) {
            module_open(sites, i, site->module);
        } else {
            sites->outdated = site->module;
        }
    }
}
