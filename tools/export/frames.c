/* SPDX-License-Identifier: MIT */
#include "frames.h"

#include <inttypes.h>
#include <stdio.h>

#include "site_words.h"

/* Frames while a stack is being put together. */
struct chain {
    struct code_frame frames[STACK_MOST];
    size_t count;
};

void frames_init(struct frames *frames, const struct sites *sites, bool addresses)
{
    *frames = (struct frames){.sites = sites, .addresses = addresses, .table = GROUPING_OF(struct code_frame)};
}

void frames_free(struct frames *frames)
{
    grouping_free(&frames->table);
}

const struct code_frame *frames_at(const struct frames *frames, uint32_t number)
{
    return frames->table.entries[number];
}

static void chain_add(struct chain *chain, struct code_frame frame)
{
    if (chain->count < STACK_MOST) {
        chain->frames[chain->count++] = frame;
    }
}

/* A code address: its function, and those that it was inlined into. */
static void code_add(struct chain *chain, const struct code_address *code)
{
    chain_add(chain, (struct code_frame){.key = {.function = code_function(code),
                                                 .file = code->file,
                                                 .line = code->file ? code->line : 0,
                                                 .address = code->key},
                                         .code = code});
    for (size_t i = 0; i < code->caller_count; i++) {
        const struct source_frame *caller = &code->callers[i];
        chain_add(chain, (struct code_frame){.key = {.function = caller->function,
                                                     .file = caller->file,
                                                     .line = caller->file ? caller->line : 0,
                                                     .address = code->key},
                                             .code = code});
    }
}

/* The innermost frame of the function that `code` is in; NULL when the stack does not reach it. */
static struct code_frame *frame_of_function(struct chain *chain, const struct code_address *code)
{
    for (size_t i = 0; code && i < chain->count; i++) {
        const struct code_frame *frame = &chain->frames[i];
        if (frame->code && frame->code->module == code->module && frame->key.function &&
            code_function(code) == frame->key.function) {
            return &chain->frames[i];
        }
    }
    return NULL;
}

static void statement_set(struct code_frame *frame, const struct statement *statement)
{
    if (statement_has_line(statement)) {
        frame->key.file = statement->file;
        frame->key.line = statement->line;
        frame->key.column = statement->column;
    } else {
        frame->key.ordinal = statement->ordinal;
        frame->tag = statement->tag;
    }
}

/* A function further out that the stack does not reach is a frame more. */
static void statement_apply(const struct frames *frames, struct chain *chain, const struct site *site)
{
    const struct statement *before = sites_statement_before(frames->sites, site->key);
    const struct statement *statement = before ? before : sites_statement(frames->sites, site->key);
    const struct code_address *announcer =
        statement ? grouping_find(&frames->sites->addresses, &statement->address) : NULL;
    struct code_frame *frame = frame_of_function(chain, announcer);
    if (!frame && statement && (before || site->frame == TL_FRAME_OWN)) {
        frame = &chain->frames[0];
    } else if (!frame && announcer) {
        code_add(chain, announcer);
        frame = &chain->frames[chain->count - 1];
    }
    if (frame) {
        statement_set(frame, statement);
    }
}

static void chain_fill(const struct frames *frames, struct chain *chain, uint32_t number)
{
    const struct code_address *codes[STACK_MOST];
    enum tl_stack_end end;
    const struct site *site = sites_find(frames->sites, number);
    const size_t count = sites_stack(frames->sites, number, codes, STACK_MOST / 2, &end);
    for (size_t i = 0; i < count; i++) {
        code_add(chain, codes[i]);
    }
    if (count == 0) {
        chain_add(chain, (struct code_frame){.key = {.function = "[unknown place]"}});
        return;
    }
    statement_apply(frames, chain, site);
    if (end == TL_STACK_END_JIT) {
        chain_add(chain, (struct code_frame){.key = {.function = "[truncated at JIT code]"}});
    }
}

static uint32_t intern(struct frames *frames, const struct code_frame *frame)
{
    struct code_frame_key key = frame->key;
    if (!frames->addresses && (key.function || key.file)) {
        key.address = 0;
    }
    const size_t known = frames->table.count;
    struct code_frame *kept = grouping_entry(&frames->table, &key);
    if (frames->table.count > known) {
        kept->number = (uint32_t)known;
        kept->code = frame->code;
        kept->tag = frame->tag;
    }
    return kept->number;
}

size_t frames_of_site(struct frames *frames, uint32_t site, uint32_t *stack)
{
    struct chain chain = {.count = 0};
    chain_fill(frames, &chain, site);
    for (size_t i = 0; i < chain.count; i++) {
        stack[i] = intern(frames, &chain.frames[i]);
    }
    return chain.count;
}

static void module_text(const struct frames *frames, const struct code_frame *frame, char *text, size_t size)
{
    const struct module *module = frame->code ? sites_module(frames->sites, frame->code->module) : NULL;
    if (module) {
        snprintf(text, size, "%s+0x%" PRIx64, path_last_part(module->path), frame->code->offset);
    } else if (frame->key.function) {
        snprintf(text, size, "JIT code");
    } else {
        snprintf(text, size, "address 0x%" PRIx64, frame->code ? frame->code->value : 0);
    }
}

void frame_text(const struct frames *frames, const struct code_frame *frame, char *text, size_t size)
{
    const char *function = frame->key.function;
    if (function && frame->key.file) {
        snprintf(text, size, "%s (%s:%" PRIu32 ")", function, path_last_part(frame->key.file), frame->key.line);
    } else if (function && frame->key.ordinal) {
        snprintf(text, size, "%s (statement %" PRIu32 "%s%s)", function, frame->key.ordinal, frame->tag[0] ? ", " : "",
                 frame->tag);
    } else if (function) {
        snprintf(text, size, "%s", function);
    } else if (frame->key.file) {
        snprintf(text, size, "%s:%" PRIu32, path_last_part(frame->key.file), frame->key.line);
    } else {
        module_text(frames, frame, text, size);
    }
}

void frame_text_addressed(const struct frames *frames, const struct code_frame *frame, char *text, size_t size)
{
    char place[FRAME_TEXT_BYTES];
    char module[FRAME_TEXT_BYTES];
    frame_text(frames, frame, place, sizeof(place));
    module_text(frames, frame, module, sizeof(module));
    const uint64_t address = frame->code ? frame->code->value : 0;
    if (frame->key.function && !frame->key.file && frame->code) {
        snprintf(text, size, "0x%" PRIX64 ": %s (in %s)", address, place, module);
    } else {
        snprintf(text, size, "0x%" PRIX64 ": %s", address, place);
    }
}
