/* SPDX-License-Identifier: MIT */
#include "site_words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "symbols/start_function.h"

enum { CALLS_MOST = 64 };

const char *path_last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

/* As site_text, of one code address. */
static void code_text(const struct sites *sites, const struct code_address *code, char *text, size_t size)
{
    const struct module *module = sites_module(sites, code->module);
    const char *function = code_function(code);
    if (code->file) {
        snprintf(text, size, "%s:%" PRIu32 " (%s%s%s)", path_last_part(code->file), code->line,
                 function ? function : "?", code->inlined_in ? ", inlined in " : "",
                 code->inlined_in ? code->inlined_in : "");
    } else if (!module && function && code->offset) {
        snprintf(text, size, "%s+0x%" PRIx64 " (JIT code)", function, code->offset);
    } else if (!module) {
        snprintf(text, size, "%s%saddress 0x%" PRIx64 "%s", function ? function : "", function ? " (" : "", code->value,
                 function ? ")" : "");
    } else if (function) {
        snprintf(text, size, "%s (%s+0x%" PRIx64 ")", function, path_last_part(module->path), code->offset);
    } else {
        snprintf(text, size, "%s+0x%" PRIx64, path_last_part(module->path), code->offset);
    }
}

static struct source_call source_call(const struct code_address *code, size_t number)
{
    if (number == 0) {
        return (struct source_call){code, code_function(code), code->file, code->line, code->caller_count > 0};
    }
    const struct source_frame *caller = &code->callers[number - 1];
    return (struct source_call){code, caller->function, caller->file, caller->line, number < code->caller_count};
}

size_t source_calls(const struct sites *sites, uint32_t number, struct source_call *calls, size_t most,
                    enum tl_stack_end *end)
{
    enum { FRAMES_MOST = 64 };
    const struct code_address *frames[FRAMES_MOST];
    const size_t frame_count = sites_stack(sites, number, frames, FRAMES_MOST, end);
    size_t count = 0;
    for (size_t i = 0; i < frame_count; i++) {
        for (size_t part = 0; part <= frames[i]->caller_count; part++) {
            if (count == most) {
                *end = TL_STACK_END_DEPTH;
                return count;
            }
            calls[count++] = source_call(frames[i], part);
        }
    }
    return count;
}

size_t source_calls_of_program(const struct source_call calls[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (calls[i].function && is_start_function(calls[i].function)) {
            return i > 0 ? i : count;
        }
        if (calls[i].function && strcmp(calls[i].function, "main") == 0) {
            return i + 1;
        }
    }
    return count;
}

bool source_caller(const struct sites *sites, uint32_t number, struct source_call *caller)
{
    struct source_call calls[CALLS_MOST];
    enum tl_stack_end end;
    const size_t count = source_calls_of_program(calls, source_calls(sites, number, calls, CALLS_MOST, &end));
    for (size_t i = 1; i < count; i++) {
        if (!calls[0].function || !calls[i].function || strcmp(calls[0].function, calls[i].function) != 0) {
            *caller = calls[i];
            return true;
        }
    }
    return false;
}

/* True when the function of a site is on its stack once more. */
static bool source_recurs(const struct sites *sites, uint32_t number)
{
    struct source_call calls[CALLS_MOST];
    enum tl_stack_end end;
    const size_t count = source_calls(sites, number, calls, CALLS_MOST, &end);
    for (size_t i = 1; i < count; i++) {
        if (calls[0].function && calls[i].function && strcmp(calls[0].function, calls[i].function) == 0) {
            return true;
        }
    }
    return false;
}

bool place_recurs(const struct sites *sites, uint32_t place)
{
    for (size_t i = 0; i < sites->sites.count; i++) {
        const struct site *site = sites->sites.entries[i];
        if (site->place == place && source_recurs(sites, site->key)) {
            return true;
        }
    }
    return false;
}

void source_call_text(const struct sites *sites, const struct source_call *call, char *text, size_t size)
{
    if (call->file) {
        snprintf(text, size, "%s at %s:%" PRIu32 "%s", call->function ? call->function : "?",
                 path_last_part(call->file), call->line, call->inlined ? " (inlined)" : "");
    } else {
        code_text(sites, call->code, text, size);
    }
}

/* The code that the statement of a site is in. */
static const struct code_address *statement_code(const struct sites *sites, const struct site *site)
{
    const struct statement *statement = sites_statement(sites, site->key);
    return site->frame == TL_FRAME_OWN ? sites_code(sites, site->key)
                                       : grouping_find(&sites->addresses, &statement->address);
}

/* "model.tl:40 (step)", or "statement 3 (let) of step" where the program was compiled without lines. */
static void statement_text(const struct statement *statement, const char *function, char *text, size_t size)
{
    if (statement_has_line(statement)) {
        snprintf(text, size, "%s:%" PRIu32 "%s%s%s", statement->file, statement->line, function ? " (" : "",
                 function ? function : "", function ? ")" : "");
    } else {
        snprintf(text, size, "statement %" PRIu32 "%s%s%s%s%s", statement->ordinal, statement->tag[0] ? " (" : "",
                 statement->tag, statement->tag[0] ? ")" : "", function ? " of " : "", function ? function : "");
    }
}

static void append(char *text, size_t size, const char *joint, const char *more)
{
    const size_t used = strlen(text);
    snprintf(text + used, size - used, "%s%s", joint, more);
}

/* False of what main does, and of what a thread begins with. */
static bool is_called_by_program(const struct code_address *const frames[2])
{
    const struct source_call calls[2] = {source_call(frames[0], frames[0]->caller_count), source_call(frames[1], 0)};
    return source_calls_of_program(calls, 2) == 2;
}

/* A call that no statement of its own function explains: the code, and who called it. */
static void code_and_caller(const struct sites *sites, const struct site *site, char *text, size_t size)
{
    const struct code_address *frames[2];
    enum tl_stack_end end;
    char caller[256];
    const size_t count = sites_stack(sites, site->key, frames, 2, &end);
    code_text(sites, frames[0], text, size);
    if (sites_statement(sites, site->key)) {
        statement_text(sites_statement(sites, site->key), code_function(statement_code(sites, site)), caller,
                       sizeof(caller));
    } else if (count == 2 && is_called_by_program(frames)) {
        code_text(sites, frames[1], caller, sizeof(caller));
    } else {
        return;
    }
    append(text, size, ", called from ", caller);
}

/* "after model.tl:40 (step)" */
static void before_text(const struct sites *sites, const struct statement *before, const struct code_address *code,
                        char *text, size_t size)
{
    char statement[256];
    statement_text(before, code_function(code), statement, sizeof(statement));
    if (statement_has_line(before)) {
        snprintf(text, size, "after %s", statement);
    } else {
        code_text(sites, code, text, size);
        append(text, size, ", after ", statement);
    }
}

void site_text(const struct sites *sites, uint32_t number, char *text, size_t size)
{
    const struct site *site = sites_find(sites, number);
    const struct statement *statement = sites_statement(sites, number);
    const struct statement *before = sites_statement_before(sites, number);
    const struct code_address *code = sites_code(sites, number);
    if (!code) {
        snprintf(text, size, number == 0 ? "an unknown place" : "a place whose event was lost");
    } else if (before) {
        before_text(sites, before, code, text, size);
    } else if (statement && site->frame == TL_FRAME_OWN && statement_has_line(statement)) {
        statement_text(statement, code_function(code), text, size);
    } else if (statement && site->frame == TL_FRAME_OWN) {
        char own[256];
        code_text(sites, code, text, size);
        statement_text(statement, code_function(code), own, sizeof(own));
        append(text, size, ", ", own);
    } else {
        code_and_caller(sites, site, text, size);
    }
}

bool site_caller_text(const struct sites *sites, uint32_t number, char *text, size_t size)
{
    struct source_call calls[2];
    enum tl_stack_end end;
    const struct site *site = sites_find(sites, number);
    const size_t count = source_calls_of_program(calls, source_calls(sites, number, calls, 2, &end));
    const bool told =
        site && !sites_statement_before(sites, number) && !(site->statement != 0 && site->frame == TL_FRAME_OWN);
    if (count < 2 || told) {
        return false;
    }
    source_call_text(sites, &calls[1], text, size);
    return true;
}

struct site_facts site_facts(const struct sites *sites, uint32_t number)
{
    const struct site *site = sites_find(sites, number);
    const struct statement *before = sites_statement_before(sites, number);
    const struct statement *statement = before ? before : sites_statement(sites, number);
    const struct code_address *code = sites_code(sites, number);
    const char *function = code_function(statement && !before ? statement_code(sites, site) : code);
    if (statement && statement_has_line(statement)) {
        return (struct site_facts){function, statement->file, statement->line, "tl"};
    }
    if (code && code->file) {
        return (struct site_facts){code_function(code), code->file, code->line, "debug"};
    }
    return (struct site_facts){function, NULL, 0, function ? "symbol" : "none"};
}
