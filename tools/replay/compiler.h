/* SPDX-License-Identifier: MIT */
/* What the files of the compiler share: the script so far, and the recorded process as it is at the event in hand. */
#ifndef TLSCOPE_REPLAY_COMPILER_H
#define TLSCOPE_REPLAY_COMPILER_H

#include "compile.h"
#include "names.h"
#include "places.h"
#include "replay.h"
#include "unannounced.h"

/* A vector's contents, known from what its end released. */
struct filling {
    uint32_t vector; /* its place */
    bool bad;        /* its header was nonsense */
    uint32_t *elements;
    size_t count;
    size_t room;
};

/* A call whose consequences are still being told: what it frees must hold what it held before. */
struct pending {
    struct replay_op op;
    bool there;
    uint32_t site;
    uint32_t scope; /* that the call entered; 0: none */
    struct filling *fillings;
    size_t count;
    size_t current; /* the filling that elements belong to; `count`: none */
};

enum { RESTATED_MOST = 1024 };

/* Calls that may turn out to be of another statement, a ring of the latest. */
struct restatable {
    struct written_call {
        struct written_op op;
        uint32_t scope;
    } calls[RESTATED_MOST];
    size_t count; /* of all calls so far */
};

/* An object that a forked child inherits. */
struct inherited {
    struct place *place;
    uint32_t count;
    uint32_t moved;
    uint32_t records;
    bool pooled;
};

struct inheritance {
    bool going_on;
    struct inherited *objects;
    size_t object_count;
    size_t first_object;    /* of the manager in hand */
    struct idmap by_object; /* index + 1 in objects, as a pointer */
    struct tl_event_inherited_scope *scopes;
    size_t scope_count;
    struct inherited_frame {
        uint32_t number;
        uint32_t depth;
        struct written_op entry;
    } * frames;
    size_t frame_count;
    size_t first_frame; /* of the manager in hand */
    struct tl_event_inherited_record *records;
    size_t record_count;
};

/* A thread, and the op that gave it its latest turn. */
struct turn {
    uint32_t index;
    struct written_op op;
};

/* A pool that is being cleared. */
struct clearing {
    uint64_t tensors; /* that were in it */
    uint64_t stay;    /* in pools, by the objects that ended so far */
    bool managers;    /* it is a manager's */
    uint64_t *handed; /* where the ops are that put into it what it had */
    size_t count;
    size_t room;
};

struct compiler {
    struct writer writer;
    struct places places;
    struct names names;
    struct replay expected; /* the recorded process's state */
    struct pending pending;
    struct clearing clearing;
    struct place *given; /* what the pending call puts into a pool; NULL: nothing that is known */
    struct inheritance inheritance;
    struct idmap sites;      /* by number, as statements.c has them */
    struct idmap statements; /* likewise */
    struct unannounced *unannounced;
    uint32_t site_count;
    struct restatable restatable;
    struct idmap threads;  /* struct turn */
    struct idmap managers; /* index + 1, as a pointer */
    uint32_t thread_count;
    uint32_t manager_count;
    const struct turn *thread; /* whose turn it is; NULL before the first */
    uint64_t refused;          /* pointer of the latest diagnostic since the latest call */
    bool bad_key;              /* which said that a tensor has another key */
    struct compiled *result;
    bool started;
    bool ended; /* its process_end was seen */
    struct tl_event_process_end end;
    uint64_t events;
};

/* events.c: an event of the process that is played, after `expected` has taken it. */
void compile_event(struct compiler *compiler, const struct trace_event *event);

/* pending.c: calls, and what came of them. */
void pending_set(struct compiler *compiler, struct replay_op op, uint32_t site);
void pending_flush(struct compiler *compiler);
/* True when the pending call is `code` and came from `site`: the call now told made it itself. */
bool pending_is(const struct compiler *compiler, enum replay_code code, uint32_t site);
/* The elements told next belong to this vector; NULL: to none. */
void pending_open(struct compiler *compiler, const struct place *vector);
void pending_element(struct compiler *compiler, const struct place *element);
void pending_spoil(struct compiler *compiler, const struct place *vector);
void pending_free(struct compiler *compiler);

/* pools.c: which pool is cleared. */
void pools_cleared(struct compiler *compiler, const struct tl_event_pool_clear *event);
void pools_ended(struct compiler *compiler, uint32_t object);
void pools_settle(struct compiler *compiler);
void pools_written(struct compiler *compiler, const struct written_op *written);
void pools_free(struct compiler *compiler);

/* births.c: objects that come into being, are named and die. */
struct replay_op birth_op(const struct place *place);
void birth_write(struct compiler *compiler, struct place *place);
void birth_new(struct compiler *compiler, const struct tl_event_object_new *event);
/* A block that the program told of before anybody registered it. */
void birth_early(struct compiler *compiler, struct place *place, int64_t bytes);
void birth_reuse(struct compiler *compiler, const struct tl_event_object_reuse *event);
/* The place of an object that a call names, made up when no event announced it. */
struct place *birth_of(struct compiler *compiler, uint32_t object, enum tl_kind kind);
/* The place of an address that a call names; NULL for NULL. */
struct place *birth_named(struct compiler *compiler, uint64_t address);
void birth_died(struct compiler *compiler, uint32_t object, unsigned fate);

/* inherit.c: what a forked child has at its start. */
bool inherit_event(struct compiler *compiler, const struct trace_event *event);
/* What comes next is another manager's. */
void inherit_manager(struct compiler *compiler);
void inherit_finish(struct compiler *compiler);
/* A slot buffer was asked for: frames that were inherited turn out to have that slot. */
void inherit_slot(struct compiler *compiler, const struct tl_event_get_buffer *event);
void inherit_free(struct compiler *compiler);

/* statements.c: which source statement a call was in. */
bool statements_event(struct compiler *compiler, const struct trace_event *event);
/* A site as ops name it. */
uint32_t statements_site(struct compiler *compiler, uint32_t site);
/* The pending call, written. */
struct written_op statements_call(struct compiler *compiler);
/* The file, a kept text, and the line of a statement. */
const char *statements_file(struct compiler *compiler, uint32_t statement, int32_t *line);
/* The table, behind the last op. */
void statements_write(struct compiler *compiler, struct replay_header *header);
void statements_free(struct compiler *compiler);

static inline uint32_t number_of(const struct place *place)
{
    return place != NULL ? place->number : 0;
}

#endif
