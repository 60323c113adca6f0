/* SPDX-License-Identifier: MIT */
#include "unannounced.h"

#include <stdlib.h>

#include "memory.h"
#include "resolve.h"
#include "sites.h"

struct unannounced {
    struct sites sites;
    const char *trace;
    uint32_t pid;
    int64_t first_ns;
};

struct unannounced *unannounced_new(const char *trace, struct names *names)
{
    struct unannounced *unannounced = memory_new(sizeof *unannounced);
    unannounced->trace = trace;
    sites_init(&unannounced->sites, names);
    return unannounced;
}

void unannounced_free(struct unannounced *unannounced)
{
    sites_free(&unannounced->sites);
    free(unannounced);
}

void unannounced_event(struct unannounced *unannounced, const struct trace_event *event)
{
    if (unannounced->first_ns == 0) {
        unannounced->first_ns = event->time_ns;
    }
    if (event->id == TL_EVENT_process_start) {
        unannounced->pid = event->as.process_start.pid;
    }
    sites_event(&unannounced->sites, event);
}

void unannounced_settle(struct unannounced *unannounced, const struct trace_result *result)
{
    const struct resolver_options where = {.trace = unannounced->trace};
    const struct resolve_facts facts = {unannounced->pid, result->clock_is_unix ? unannounced->first_ns : 0,
                                        result->clock_origin_ns};
    if (unannounced->sites.statements.count == 0) {
        return; /* reading symbols takes its time */
    }
    struct resolver *resolver = resolver_new(&where);
    resolver_resolve(resolver, &unannounced->sites, &facts);
    resolver_free(resolver);
    sites_settle(&unannounced->sites);
}

bool unannounced_before(const struct unannounced *unannounced, uint32_t site, struct statement_before *before)
{
    const struct statement *statement = sites_statement_before(&unannounced->sites, site);
    if (statement == NULL || !statement_has_line(statement)) {
        return false;
    }
    *before = (struct statement_before){statement->file, statement->tag, statement->line, statement->column};
    return true;
}
