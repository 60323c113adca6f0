/* SPDX-License-Identifier: MIT */
/*
 * Calls, and what came of them. What a vector holds is told by what its end releases, after the call that ends it;
 * so a call is written once all its consequences have been told, behind the contents of the vectors that it ends. A
 * vector within a vector is told of like this: [outer's elements] [inner's elements]; all of them are given to the
 * outer one, which releases them in the same order.
 */
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "memory.h"

static void write_filling(struct compiler *compiler, const struct filling *filling)
{
    const bool bad = filling->bad && filling->count == 0;
    writer_op(&compiler->writer, (struct replay_op){
                                     .code = REPLAY_fill,
                                     .flags = bad ? REPLAY_BAD : 0,
                                     .place = filling->vector,
                                     .amount = filling->count,
                                 });
    writer_places(&compiler->writer, filling->elements, filling->count);
}

void pending_flush(struct compiler *compiler)
{
    struct pending *pending = &compiler->pending;
    for (size_t i = 0; i < pending->count; i++) {
        write_filling(compiler, &pending->fillings[i]);
        free(pending->fillings[i].elements);
    }
    pending->count = pending->current = 0;
    if (pending->there) {
        pending->there = false;
        pools_settle(compiler);
        const struct written_op written = statements_call(compiler);
        pools_written(compiler, &written);
    }
}

void pending_set(struct compiler *compiler, struct replay_op op, uint32_t site)
{
    pending_flush(compiler);
    compiler->pending.op = op;
    compiler->pending.op.site = statements_site(compiler, site);
    compiler->pending.site = site;
    compiler->pending.scope = 0;
    compiler->pending.there = true;
    compiler->refused = 0;
    compiler->bad_key = false;
}

bool pending_is(const struct compiler *compiler, enum replay_code code, uint32_t site)
{
    return compiler->pending.there && compiler->pending.op.code == code && compiler->pending.site == site;
}

/* The filling of a vector, made when there is none. */
static size_t filling_of(struct pending *pending, const struct place *vector)
{
    for (size_t i = 0; i < pending->count; i++) {
        if (pending->fillings[i].vector == vector->number) {
            return i;
        }
    }
    pending->fillings = memory_resize(pending->fillings, pending->count + 1, sizeof *pending->fillings);
    pending->fillings[pending->count] = (struct filling){.vector = vector->number};
    return pending->count++;
}

void pending_open(struct compiler *compiler, const struct place *vector)
{
    struct pending *pending = &compiler->pending;
    const bool is_vector =
        vector != NULL && vector->facts.kind == TL_KIND_VECTOR && vector->facts.owner == TL_OWNER_HEAP;
    pending->current = is_vector ? filling_of(pending, vector) : pending->count;
}

void pending_element(struct compiler *compiler, const struct place *element)
{
    struct pending *pending = &compiler->pending;
    if (pending->current >= pending->count) {
        return; /* what it was an element of was not told */
    }
    struct filling *filling = &pending->fillings[pending->current];
    if (filling->count == filling->room) {
        filling->room = filling->room == 0 ? 8 : filling->room * 2;
        filling->elements = memory_resize(filling->elements, filling->room, sizeof *filling->elements);
    }
    filling->elements[filling->count++] = number_of(element);
}

void pending_spoil(struct compiler *compiler, const struct place *vector)
{
    if (vector != NULL) {
        const bool none = compiler->pending.current >= compiler->pending.count;
        const size_t filling = filling_of(&compiler->pending, vector);
        compiler->pending.fillings[filling].bad = true;
        compiler->pending.current = none ? compiler->pending.count : compiler->pending.current;
    }
}

void pending_free(struct compiler *compiler)
{
    for (size_t i = 0; i < compiler->pending.count; i++) {
        free(compiler->pending.fillings[i].elements);
    }
    free(compiler->pending.fillings);
    memset(&compiler->pending, 0, sizeof compiler->pending);
}
