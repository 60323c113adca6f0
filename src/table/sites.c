/* SPDX-License-Identifier: MIT */
#include "table/sites.h"

void sites_init(struct sites *sites)
{
    numbering_init(&sites->modules, sizeof(struct code_module));
    numbering_init(&sites->addresses, sizeof(struct code_address));
    numbering_init(&sites->frames, sizeof(struct stack_frame));
    numbering_init(&sites->statements, sizeof(struct statement));
    numbering_init(&sites->sites, sizeof(struct site));
}

const struct code_module *sites_module_of(const struct sites *sites, const void *address)
{
    const uint32_t number = numbering_find(&sites->addresses, (uintptr_t)address);
    const struct code_address *code = number != 0 ? numbering_item(&sites->addresses, number) : NULL;
    return code != NULL && code->module != 0 ? numbering_item(&sites->modules, code->module) : NULL;
}

uint32_t site_code(const struct sites *sites, uint32_t site)
{
    return site == 0 ? 0 : frame_address(sites, site_frame(sites, site));
}

const void *site_address(const struct sites *sites, uint32_t site)
{
    if (site == 0)
        return NULL;
    const struct code_address *code = numbering_item(&sites->addresses, site_code(sites, site));
    return (const void *)(uintptr_t)code->address;
}
