/* SPDX-License-Identifier: MIT */
#include "sites.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void sites_init(struct sites *sites, struct names *names)
{
    *sites = (struct sites){.names = names, .sites = GROUPING_OF(struct site)};
}

void sites_free(struct sites *sites)
{
    grouping_free(&sites->sites);
}

void sites_event(struct sites *sites, const struct trace_event *event)
{
    if (event->id != TL_EVENT_site) {
        return;
    }
    const struct tl_event_site *told = &event->as.site;
    struct site *site = grouping_entry(&sites->sites, &told->site);
    site->address = told->address;
    site->offset = told->offset;
    site->module = names_keep(sites->names, told->module);
    site->symbol = names_keep(sites->names, told->symbol);
}

const struct site *sites_find(const struct sites *sites, uint32_t number)
{
    return grouping_find(&sites->sites, &number);
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

void sites_text(const struct sites *sites, uint32_t number, char *text, size_t size)
{
    const struct site *site = number == 0 ? NULL : sites_find(sites, number);
    const char *function = site && site->function ? site->function : site ? site->symbol : "";
    if (!site) {
        snprintf(text, size, number == 0 ? "an unknown place" : "a place whose event was lost");
    } else if (site->file) {
        snprintf(text, size, "%s at %s:%" PRIu32 "%s%s%s", function[0] ? function : "?", last_part(site->file),
                 site->line, site->inlined_in ? " (inlined in " : "", site->inlined_in ? site->inlined_in : "",
                 site->inlined_in ? ")" : "");
    } else if (!site->module[0]) {
        snprintf(text, size, "address 0x%" PRIx64, site->address);
    } else if (function[0]) {
        snprintf(text, size, "%s (%s+0x%" PRIx64 ")", function, last_part(site->module), site->offset);
    } else {
        snprintf(text, size, "%s+0x%" PRIx64, last_part(site->module), site->offset);
    }
}
