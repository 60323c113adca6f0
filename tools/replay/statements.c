/* SPDX-License-Identifier: MIT */
/*
 * The source statements of sites. A site's statement may be told after its calls, so calls name their sites, and what
 * is known of those in the end stands behind the script's ops.
 */
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "memory.h"

struct statement {
    const char *file; /* kept names */
    const char *tag;
    uint32_t line;
    uint32_t column;
};

struct site {
    uint32_t number;
    uint32_t index;
    uint32_t statement; /* its number in the trace */
};

static struct site *site_of(struct compiler *compiler, uint32_t number)
{
    struct site *site = idmap_find(&compiler->sites, number);
    if (site == NULL) {
        site = memory_new(sizeof *site);
        site->number = number;
        site->index = ++compiler->site_count;
        idmap_put(&compiler->sites, number, site);
    }
    return site;
}

uint32_t statements_site(struct compiler *compiler, uint32_t site)
{
    return site != 0 ? site_of(compiler, site)->index : 0;
}

static void statement_told(struct compiler *compiler, const struct tl_event_statement *event)
{
    struct statement *statement = idmap_find(&compiler->statements, event->statement);
    if (statement == NULL) {
        statement = memory_new(sizeof *statement);
        idmap_put(&compiler->statements, event->statement, statement);
    }
    *statement = (struct statement){.file = names_keep(&compiler->names, event->file),
                                    .tag = names_keep(&compiler->names, event->tag),
                                    .line = event->line,
                                    .column = event->column};
}

struct written_op statements_call(struct compiler *compiler)
{
    struct restatable *restatable = &compiler->restatable;
    const struct written_op written = writer_op_to_change(&compiler->writer, compiler->pending.op);
    restatable->calls[restatable->count++ % RESTATED_MOST] =
        (struct written_call){.op = written, .scope = compiler->pending.scope};
    return written;
}

/* A call, and the one that an event puts right. */
static bool is_restated(const struct replay_op *op, uint32_t scope, const struct replay_op *told, uint32_t told_scope)
{
    return op->site == told->site && scope == told_scope && (told->place == 0 || op->place == told->place);
}

static struct written_op *find_restated(struct compiler *compiler, const struct replay_op *told, uint32_t scope)
{
    struct restatable *restatable = &compiler->restatable;
    const size_t oldest = restatable->count < RESTATED_MOST ? 0 : restatable->count - RESTATED_MOST;
    for (size_t i = restatable->count; i > oldest; i--) {
        struct written_call *call = &restatable->calls[(i - 1) % RESTATED_MOST];
        if (is_restated(&call->op.op, call->scope, told, scope)) {
            return &call->op;
        }
    }
    return NULL;
}

/* The latest call of the site that was told had another statement: it, or it made the object. */
static void restated(struct compiler *compiler, const struct tl_event_restate *event)
{
    struct pending *pending = &compiler->pending;
    struct place *place = place_of(&compiler->places, event->object);
    const uint32_t site = statements_site(compiler, event->site);
    const struct replay_op told = {.site = statements_site(compiler, event->told), .place = number_of(place)};
    if (pending->there && is_restated(&pending->op, pending->scope, &told, event->scope)) {
        pending->op.site = site;
        return;
    }
    struct written_op *call = find_restated(compiler, &told, event->scope);
    if (call == NULL && place != NULL && place->birth.op.site == told.site) {
        call = &place->birth;
    }
    if (call != NULL) {
        call->op.site = site;
        writer_change(&compiler->writer, call);
    }
}

bool statements_event(struct compiler *compiler, const struct trace_event *event)
{
    switch (event->id) {
    case TL_EVENT_statement:
        statement_told(compiler, &event->as.statement);
        return true;
    case TL_EVENT_site:
        site_of(compiler, event->as.site.site)->statement = event->as.site.statement;
        return true;
    case TL_EVENT_site_statement:
        site_of(compiler, event->as.site_statement.site)->statement = event->as.site_statement.statement;
        return true;
    case TL_EVENT_restate:
        restated(compiler, &event->as.restate);
        return true;
    default:
        return false;
    }
}

const char *statements_file(struct compiler *compiler, uint32_t number, int32_t *line)
{
    const struct statement *statement = idmap_find(&compiler->statements, number);
    *line = statement != NULL ? (int32_t)statement->line : 0;
    return statement != NULL ? statement->file : names_keep(&compiler->names, "unknown");
}

/* Texts behind the table, the empty one first. */
struct texts {
    char *bytes;
    size_t length;
};

static uint32_t add_text(struct texts *texts, const char *text)
{
    const size_t at = texts->length;
    const size_t length = strlen(text) + 1;
    texts->bytes = memory_resize(texts->bytes, at + length, 1);
    memcpy(texts->bytes + at, text, length);
    texts->length += length;
    return (uint32_t)at;
}

/* "tlscope:after:" and the tag: the player's calls stand behind the statement as the recorded ones did. */
static uint32_t add_tag_after(struct texts *texts, const char *tag)
{
    const uint32_t at = add_text(texts, TL_TAG_AFTER);
    texts->length--;
    add_text(texts, tag);
    return at;
}

static void fill_table(const struct compiler *compiler, struct replay_statement *table, struct texts *texts)
{
    size_t at = 0;
    for (const struct site *site; (site = idmap_next(&compiler->sites, &at));) {
        const struct statement *statement = idmap_find(&compiler->statements, site->statement);
        struct statement_before before;
        if (unannounced_before(compiler->unannounced, site->number, &before)) {
            table[site->index] = (struct replay_statement){.line = before.line,
                                                           .column = before.column,
                                                           .file = add_text(texts, before.file),
                                                           .tag = add_tag_after(texts, before.tag)};
        } else if (statement != NULL) {
            table[site->index] = (struct replay_statement){.line = statement->line,
                                                           .column = statement->column,
                                                           .file = add_text(texts, statement->file),
                                                           .tag = add_text(texts, statement->tag)};
        }
    }
}

void statements_write(struct compiler *compiler, struct replay_header *header)
{
    struct texts texts = {0};
    if (compiler->statements.count == 0) {
        return;
    }
    struct replay_statement *table = memory_new((compiler->site_count + 1) * sizeof *table);
    const struct replay_statement unknown = {.file = add_text(&texts, "unknown"), .tag = add_text(&texts, "")};
    for (uint32_t i = 0; i <= compiler->site_count; i++) {
        table[i] = unknown;
    }
    fill_table(compiler, table, &texts);
    header->sites = compiler->site_count + 1;
    header->sites_at = compiler->writer.length;
    header->text_bytes = texts.length;
    writer_bytes(&compiler->writer, table, header->sites * sizeof *table);
    writer_bytes(&compiler->writer, texts.bytes, texts.length);
    free(table);
    free(texts.bytes);
}

static void free_values(struct idmap *map)
{
    size_t at = 0;
    for (void *value; (value = idmap_next(map, &at));) {
        free(value);
    }
    idmap_free(map);
}

void statements_free(struct compiler *compiler)
{
    free_values(&compiler->sites);
    free_values(&compiler->statements);
}
