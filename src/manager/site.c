/* SPDX-License-Identifier: MIT */
#include "manager/site.h"

#include <stdio.h>
#include <string.h>

#include "jit/jit.h"
#include "manager/manager.h"
#include "manager/statement.h"
#include "runtime/symbol.h"
#include "runtime/thread.h"

/* FNV-1a: a path and where it is loaded make a module. */
static uint64_t module_key(const struct place *place)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ place->base;
    for (const char *at = place->module; *at != '\0'; at++)
        hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
    return hash;
}

/* For places in it once it is closed. */
static void keep_module(struct code_module *module, const struct place *place, const void *address)
{
    module->base = place->base;
    module->bias = (uint64_t)(uintptr_t)address - place->offset;
    module->path = strlen(place->module) < NAME_BYTES ? names_intern_source(&runtime.names, place->module) : 0;
    memcpy(module->build_id, place->build_id, sizeof module->build_id);
}

static uint32_t module_of(const struct place *place, const void *address)
{
    struct numbering *modules = &runtime.sites.modules;
    if (place->module[0] == '\0')
        return 0;
    const uint64_t key = module_key(place);
    uint32_t number = numbering_find(modules, key);
    if (number == 0 && (number = numbering_add(modules, key)) != 0)
        keep_module(numbering_item(modules, number), place, address);
    struct code_module *module = number != 0 ? numbering_item(modules, number) : NULL;
    if (module != NULL && !module->told)
        hook(module, .module = number, .base = place->base, .path = place->module, .build_id = place->build_id);
    if (module != NULL)
        module->told = true;
    return number;
}

static void tell_address(uint32_t number, const struct place *place)
{
    struct code_address *code = numbering_item(&runtime.sites.addresses, number);
    code->module = module_of(place, (const void *)(uintptr_t)code->address);
    hook(address, .address = number, .value = code->address, .module = code->module, .offset = place->offset,
         .symbol = place->symbol);
}

/* Where an address was when it was met, in a module that may have been closed since. */
static void recall_place(const struct code_address *code, struct place *place)
{
    const struct code_module *module = code->module != 0 ? numbering_item(&runtime.sites.modules, code->module) : NULL;
    if (module == NULL || module->path == 0)
        return;
    snprintf(place->module, sizeof place->module, "%s", name_text(&runtime.names, module->path));
    memcpy(place->build_id, module->build_id, sizeof place->build_id);
    place->base = module->base;
    place->offset = code->address - module->bias;
}

/* First call from this address. The loader's lock is taken to name it, so ours must not be held: a constructor that
 * calls the ABI holds the loader's and waits for ours. */
static uint32_t new_address(const void *address)
{
    static const struct place nowhere;
    struct numbering *addresses = &runtime.sites.addresses;
    struct thread *self = thread_self();
    const struct place *place = self != NULL ? &self->place : &nowhere;
    lock_give(&runtime.lock);
    if (self != NULL)
        symbol_find_place(address, &self->place);
    if (place->module[0] == '\0')
        jit_met_code();
    lock_take(&runtime.lock);
    uint32_t number = numbering_find(addresses, (uintptr_t)address);
    if (number != 0)
        return number;
    number = numbering_add(addresses, (uintptr_t)address);
    if (number != 0)
        tell_address(number, place);
    return number;
}

uint32_t site_code_of(const void *address)
{
    const uint32_t number = numbering_find(&runtime.sites.addresses, (uintptr_t)address);
    return number != 0 ? number : new_address(address);
}

static void tell_frame(uint32_t frame)
{
    hook(stack, .stack = frame, .address = frame_address(&runtime.sites, frame),
         .outer = frame_outer(&runtime.sites, frame), .end = (uint8_t)frame_end(&runtime.sites, frame));
}

static uint32_t frame_of(uint32_t address, uint32_t outer, unsigned end)
{
    const uint64_t key = frame_key(address, outer, outer != 0 ? 0 : end);
    uint32_t frame = numbering_find(&runtime.sites.frames, key);
    if (frame != 0 || address == 0)
        return frame;
    frame = numbering_add(&runtime.sites.frames, key);
    if (frame != 0)
        tell_frame(frame);
    return frame;
}

static void tell_site(uint32_t site)
{
    hook(site, .site = site, .stack = site_frame(&runtime.sites, site),
         .statement = site_statement(&runtime.sites, site),
         .frame = (uint8_t)site_statement_frame(&runtime.sites, site));
}

void site_tell_statement(uint32_t number)
{
    struct statement *statement = number != 0 ? numbering_item(&runtime.sites.statements, number) : NULL;
    if (statement == NULL || statement->told)
        return;
    statement->told = true;
    hook(statement, .statement = number, .address = statement->address,
         .file = name_text(&runtime.names, statement->file), .line = statement->line, .column = statement->column,
         .tag = name_text(&runtime.names, statement->tag));
}

uint32_t site_of_statement(uint32_t frame, uint32_t statement, enum tl_frame whose)
{
    const uint64_t key = site_key(frame, statement, whose);
    uint32_t site = numbering_find(&runtime.sites.sites, key);
    if (site != 0)
        return site;
    site = numbering_add(&runtime.sites.sites, key);
    if (site != 0) {
        site_tell_statement(statement);
        tell_site(site);
    }
    return site;
}

unsigned site_depth(void)
{
    const unsigned wanted = (unsigned)runtime.options.stack;
    return wanted > 1 && trace_records(TL_EVENT_stack) ? wanted : 1;
}

/* The number of a walk's stack: its frames from the outermost in. */
static uint32_t frame_of_walk(const struct walk *walk)
{
    uint32_t frame = 0;
    for (uint32_t i = walk->count; i > 0; i--) {
        const uint32_t address = site_code_of(walk->addresses[i - 1]);
        frame = address != 0 ? frame_of(address, frame, walk->end) : 0;
        if (frame == 0)
            return 0;
    }
    return frame;
}

struct site_met sites_met[SITES_MET];

void sites_forget_met(void)
{
    memset(sites_met, 0, sizeof sites_met);
}

uint32_t site_of_caller(struct thread *thread, const struct caller *caller)
{
    const uint32_t frame = frame_of(site_code_of(caller->address), 0, TL_STACK_END_DEPTH);
    if (frame == 0)
        return 0;
    if (runtime.options.source == SOURCE_AFTER && !runtime.options.mem_log)
        *site_met_at(caller->address) =
            (struct site_met){caller->address, numbering_item(&runtime.sites.frames, frame)};
    return statement_site(thread, frame, caller->stack_point);
}

uint32_t site_of_stack(struct thread *thread, struct memo_entry *entry, const struct caller *caller)
{
    if (entry->frame == 0)
        entry->frame = frame_of_walk(&entry->walk);
    return entry->frame == 0 ? site_of_caller(thread, caller)
                             : statement_site(thread, entry->frame, caller->stack_point);
}

/* The first frame outside the library of exit, past it; the walk's count where there is none. A call may be the last
 * instruction of its function, so that the address it returns to is the next one's. */
static uint32_t caller_of_exit(const struct walk *walk, struct place *place)
{
    uint64_t base = 0;
    for (uint32_t i = 0; i < walk->count; i++) {
        symbol_find_place((const char *)walk->addresses[i] - 1, place);
        if (base != 0)
            return place->base != base ? i : walk->count;
        base = strcmp(place->symbol, "exit") == 0 ? place->base : 0;
    }
    return walk->count;
}

static uint32_t site_of_walk_from(struct walk *walk, uint32_t first)
{
    walk->count -= first;
    memmove(walk->addresses, walk->addresses + first, walk->count * sizeof *walk->addresses);
    const uint32_t frame = walk->count != 0 ? frame_of_walk(walk) : 0;
    return frame != 0 ? site_of_statement(frame, 0, TL_FRAME_OWN) : 0;
}

uint32_t site_of_exit(struct caller caller)
{
    struct thread *self = site_depth() > 1 ? thread_self() : NULL;
    if (self == NULL)
        return 0;
    lock_give(&runtime.lock); /* as for a new address */
    struct memo_entry *entry = memo_walk(&self->memo, caller.address, caller.stack_point, WALK_MOST);
    const uint32_t first = caller_of_exit(&entry->walk, &self->place);
    entry->most = 0; /* its walk is cut */
    lock_take(&runtime.lock);
    return site_of_walk_from(&entry->walk, first);
}

/* The child has one thread, so nobody can hold the loader's lock while it waits for ours. */
void sites_tell_all(void)
{
    const struct sites *sites = &runtime.sites;
    jit_met_code_in_child();
    for (uint32_t number = 1; number <= numbering_count(&sites->modules); number++)
        ((struct code_module *)numbering_item(&sites->modules, number))->told = false;
    for (uint32_t number = 1; number <= numbering_count(&sites->addresses); number++) {
        const struct code_address *code = numbering_item(&sites->addresses, number);
        struct place place;
        symbol_find_place((const void *)(uintptr_t)code->address, &place);
        if (place.module[0] == '\0')
            recall_place(code, &place);
        tell_address(number, &place);
    }
    for (uint32_t frame = 1; frame <= numbering_count(&sites->frames); frame++)
        tell_frame(frame);
    for (uint32_t number = 1; number <= numbering_count(&sites->statements); number++)
        ((struct statement *)numbering_item(&sites->statements, number))->told = false;
    for (uint32_t site = 1; site <= numbering_count(&sites->sites); site++) {
        site_tell_statement(site_statement(sites, site));
        tell_site(site);
    }
}
