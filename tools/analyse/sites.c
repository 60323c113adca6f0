/* SPDX-License-Identifier: MIT */
#include "sites.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "site_words.h"

enum { SITES_MADE = 1 << 30 };    /* numbers of sites that no event tells of begin here */
enum { FUNCTION_MOST = 1 << 24 }; /* bytes of code; none is longer */

void sites_init(struct sites *sites, struct names *names)
{
    *sites = (struct sites){
        .names = names,
        .modules = GROUPING_OF(struct module),
        .addresses = GROUPING_OF(struct code_address),
        .frames = GROUPING_OF(struct stack_frame),
        .statements = GROUPING_OF(struct statement),
        .sites = GROUPING_OF(struct site),
    };
}

void sites_free(struct sites *sites)
{
    for (size_t i = 0; i < sites->addresses.count; i++) {
        free(((struct code_address *)sites->addresses.entries[i])->callers);
    }
    grouping_free(&sites->modules);
    grouping_free(&sites->addresses);
    grouping_free(&sites->frames);
    grouping_free(&sites->statements);
    grouping_free(&sites->sites);
}

static void module_told(struct sites *sites, const struct tl_event_module *told)
{
    struct module *module = grouping_entry(&sites->modules, &told->module);
    module->base = told->base;
    module->path = names_keep(sites->names, told->path);
    module->build_id = names_keep(sites->names, told->build_id);
}

static void address_told(struct sites *sites, const struct tl_event_address *told, int64_t time_ns)
{
    struct code_address *code = grouping_entry(&sites->addresses, &told->address);
    code->module = told->module;
    code->value = told->value;
    code->offset = told->offset;
    code->symbol = names_keep(sites->names, told->symbol);
    code->met_ns = time_ns;
}

static void frame_told(struct sites *sites, const struct tl_event_stack *told)
{
    struct stack_frame *frame = grouping_entry(&sites->frames, &told->stack);
    frame->address = told->address;
    frame->outer = told->outer;
    frame->end = told->end;
}

static void statement_told(struct sites *sites, const struct tl_event_statement *told)
{
    struct statement *statement = grouping_entry(&sites->statements, &told->statement);
    statement->address = told->address;
    statement->line = told->line;
    statement->column = told->column;
    statement->file = names_keep(sites->names, strcmp(told->file, "unknown") == 0 ? "" : told->file);
    statement->after = strncmp(told->tag, TL_TAG_AFTER, strlen(TL_TAG_AFTER)) == 0;
    statement->tag = names_keep(sites->names, told->tag + (statement->after ? strlen(TL_TAG_AFTER) : 0));
}

static void site_told(struct sites *sites, const struct tl_event_site *told)
{
    struct site *site = grouping_entry(&sites->sites, &told->site);
    site->stack = told->stack;
    site->statement = told->statement;
    site->frame = told->frame;
    site->place = told->site;
}

static void site_statement_told(struct sites *sites, const struct tl_event_site_statement *told)
{
    struct site *site = grouping_find(&sites->sites, &told->site);
    if (site) {
        site->statement = told->statement;
        site->frame = told->frame;
    }
}

void sites_event(struct sites *sites, const struct trace_event *event)
{
    switch (event->id) {
    case TL_EVENT_module:
        module_told(sites, &event->as.module);
        break;
    case TL_EVENT_address:
        address_told(sites, &event->as.address, event->time_ns);
        break;
    case TL_EVENT_stack:
        frame_told(sites, &event->as.stack);
        break;
    case TL_EVENT_statement:
        statement_told(sites, &event->as.statement);
        break;
    case TL_EVENT_site:
        site_told(sites, &event->as.site);
        break;
    case TL_EVENT_site_statement:
        site_statement_told(sites, &event->as.site_statement);
        break;
    default:
        break;
    }
}

const struct site *sites_find(const struct sites *sites, uint32_t number)
{
    return number == 0 ? NULL : grouping_find(&sites->sites, &number);
}

const struct module *sites_module(const struct sites *sites, uint32_t number)
{
    return number == 0 ? NULL : grouping_find(&sites->modules, &number);
}

uint32_t sites_place(const struct sites *sites, uint32_t number)
{
    const struct site *site = sites_find(sites, number);
    return site ? site->place : number;
}

static const struct stack_frame *frame_find(const struct sites *sites, uint32_t number)
{
    return number == 0 ? NULL : grouping_find(&sites->frames, &number);
}

size_t sites_stack(const struct sites *sites, uint32_t number, const struct code_address **frames, size_t most,
                   enum tl_stack_end *end)
{
    const struct site *site = sites_find(sites, number);
    const struct stack_frame *frame = site ? frame_find(sites, site->stack) : NULL;
    size_t count = 0;
    *end = TL_STACK_END_DEPTH;
    for (; frame && count < most; frame = frame_find(sites, frame->outer)) {
        const struct code_address *code = grouping_find(&sites->addresses, &frame->address);
        if (!code) {
            break;
        }
        frames[count++] = code;
        if (frame->outer == 0) {
            *end = frame->end;
        }
    }
    return count;
}

const struct code_address *sites_code(const struct sites *sites, uint32_t number)
{
    const struct code_address *code = NULL;
    enum tl_stack_end end;
    return sites_stack(sites, number, &code, 1, &end) == 1 ? code : NULL;
}

/* The statement that was told of a site. */
static const struct statement *statement_told_of(const struct sites *sites, const struct site *site)
{
    return site && site->statement != 0 ? grouping_find(&sites->statements, &site->statement) : NULL;
}

const struct statement *sites_statement(const struct sites *sites, uint32_t number)
{
    const struct statement *statement = statement_told_of(sites, sites_find(sites, number));
    return statement && !statement->after ? statement : NULL;
}

bool statement_has_line(const struct statement *statement)
{
    return statement->line > 0 && statement->file[0];
}

/* What makes two sites one place: with no statement to tell calls of one function apart, its caller does. */
struct place {
    struct place_key {
        uint32_t address;
        uint32_t statement;
        uint32_t frame;
        uint32_t caller;
    } key;
    uint32_t number;
};

static void place_settle(const struct sites *sites, struct grouping *places, struct site *site)
{
    const struct code_address *frames[2] = {NULL, NULL};
    enum tl_stack_end end;
    const size_t count = sites_stack(sites, site->key, frames, 2, &end);
    const struct statement *told = statement_told_of(sites, site);
    const bool before = sites_statement_before(sites, site->key) != NULL && /* which is enough to tell it by */
                        !(told && told->after);
    const struct place_key key = {
        .address = count > 0 ? frames[0]->key : 0,
        .statement = before ? 0 : site->statement,
        .frame = before ? 0 : site->frame,
        .caller = !before && site->statement == 0 && count > 1 ? frames[1]->key : 0,
    };
    struct place *place = grouping_entry(places, &key);
    if (place->number == 0) {
        place->number = site->key;
    }
    site->place = place->number;
}

static const struct code_address *announcer(const struct sites *sites, const struct statement *statement)
{
    return grouping_find(&sites->addresses, &statement->address);
}

const char *code_function(const struct code_address *code)
{
    if (!code) {
        return NULL;
    }
    return code->function ? code->function : code->symbol[0] ? code->symbol : NULL;
}

bool code_same_function(const struct code_address *left, const struct code_address *right)
{
    const char *names[2] = {code_function(left), code_function(right)};
    return names[0] && names[1] ? strcmp(names[0], names[1]) == 0 : names[0] == names[1];
}

static bool in_one_function(const struct code_address *left, const struct code_address *right)
{
    return left->module == right->module && code_same_function(left, right);
}

static void ordinal_settle(const struct sites *sites, struct statement *statement)
{
    const struct code_address *own = announcer(sites, statement);
    statement->ordinal = 1;
    for (size_t i = 0; own && i < sites->statements.count; i++) {
        const struct code_address *other = announcer(sites, sites->statements.entries[i]);
        statement->ordinal += other && other->value < own->value && in_one_function(own, other);
    }
}

/* The nearest statement before an address in the code of its function. */
static void after_settle(const struct sites *sites, struct code_address *code)
{
    uint64_t nearest = 0;
    if (!code_function(code)) {
        return;
    }
    for (size_t i = 0; i < sites->statements.count; i++) {
        const struct statement *statement = sites->statements.entries[i];
        const struct code_address *other = announcer(sites, statement);
        if (other && other->value <= code->value && other->value > nearest && in_one_function(other, code)) {
            nearest = other->value;
            code->after = statement->key;
        }
    }
}

/* Of a stack that memcheck tells the line is that of the very instruction, and no statement says more. */
static bool has_exact_line(const struct site *site, const struct code_address *code)
{
    return site && code && code->file && (site->key & (SITES_OF_MEMCHECK | SITES_MADE)) == SITES_OF_MEMCHECK;
}

const struct statement *sites_statement_before(const struct sites *sites, uint32_t number)
{
    const struct site *site = sites_find(sites, number);
    const struct code_address *code = sites_code(sites, number);
    const struct statement *told = statement_told_of(sites, site);
    if (told && told->after) {
        return told;
    }
    const bool own = site && site->statement != 0 && site->frame == TL_FRAME_OWN;
    return code && !own && !has_exact_line(site, code) && code->after != 0
               ? grouping_find(&sites->statements, &code->after)
               : NULL;
}

uint32_t sites_caller(const struct sites *sites, uint32_t number)
{
    const struct site *site = sites_find(sites, number);
    return site ? site->caller : 0;
}

/* libc's code calls `main` and what threads begin with: nothing of the program's arrives there. */
static bool is_of_libc(const struct sites *sites, const struct stack_frame *frame)
{
    const struct code_address *code = frame ? grouping_find(&sites->addresses, &frame->address) : NULL;
    const struct module *module = code ? sites_module(sites, code->module) : NULL;
    return module && strncmp(path_last_part(module->path), "libc.so", strlen("libc.so")) == 0;
}

/* A site for the call of the function of a site that has no statement of its own: those calls stand before a return,
 * and what they return is the caller's. The statement that is told of such a site is the caller's as well. */
static void caller_settle(struct sites *sites, struct site *site)
{
    const struct stack_frame *frame = frame_find(sites, site->stack);
    const struct statement *told = statement_told_of(sites, site);
    if (!frame || frame->outer == 0 || (told && told->after) || !sites_statement_before(sites, site->key) ||
        is_of_libc(sites, frame_find(sites, frame->outer))) {
        return;
    }
    const uint32_t number = SITES_MADE | site->key;
    struct site *caller = grouping_entry(&sites->sites, &number);
    caller->stack = frame->outer;
    caller->statement = site->statement;
    caller->frame = TL_FRAME_OUTER;
    caller->place = number;
    const struct code_address *code = sites_code(sites, number);
    const struct statement *statement = sites_statement(sites, number);
    const struct code_address *from = statement ? announcer(sites, statement) : NULL;
    if (code && from && in_one_function(code, from)) {
        caller->frame = TL_FRAME_OWN;
    }
    site->caller = number;
}

/* A place that no call has, only allocations: its statement is the next one that its function announces, or, where
 * statements announce themselves before, the latest. */
static void allocation_settle(struct sites *sites, struct site *site)
{
    const struct code_address *code = sites_code(sites, site->key);
    uint64_t nearest = UINT64_MAX;
    if (!code || has_exact_line(site, code) || site->statement != 0 || !code_function(code)) {
        return;
    }
    for (size_t i = 0; i < sites->statements.count; i++) {
        const struct statement *statement = sites->statements.entries[i];
        const struct code_address *other = announcer(sites, statement);
        const uint64_t distance = !other                    ? UINT64_MAX
                                  : sites->announced_before ? code->value - other->value
                                                            : other->value - code->value;
        if (distance < nearest && distance < FUNCTION_MOST && in_one_function(other, code)) {
            nearest = distance;
            site->statement = statement->key;
        }
    }
}

void sites_settle(struct sites *sites)
{
    for (size_t i = 0; i < sites->sites.count; i++) {
        struct site *site = sites->sites.entries[i];
        if (site->key >= SITES_OF_ALLOCATIONS) {
            allocation_settle(sites, site);
        }
    }
    for (size_t i = 0; i < sites->addresses.count; i++) {
        after_settle(sites, sites->addresses.entries[i]);
    }
    for (size_t i = 0, told = sites->sites.count; i < told; i++) {
        caller_settle(sites, sites->sites.entries[i]);
    }
    struct grouping places = GROUPING_OF(struct place);
    for (size_t i = 0; i < sites->sites.count; i++) {
        place_settle(sites, &places, sites->sites.entries[i]);
    }
    grouping_free(&places);
    for (size_t i = 0; i < sites->statements.count; i++) {
        struct statement *statement = sites->statements.entries[i];
        if (!statement_has_line(statement)) {
            ordinal_settle(sites, statement);
        }
    }
}
