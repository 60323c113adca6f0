/* SPDX-License-Identifier: MIT */
/* The manager and what its parts share. Everything here runs with the runtime's lock held unless it says otherwise. */
#ifndef TLSCOPE_MANAGER_MANAGER_H
#define TLSCOPE_MANAGER_MANAGER_H

#include <tl/manager.h>
#include <tl/pool.h>

#include "hook/hook.h"
#include "manager/quarantine.h"
#include "runtime/runtime.h"
#include "table/frames.h"
#include "table/objects.h"
#include "table/scopes.h"
#include "table/tensors.h"

struct tlscope_pool {
    struct tensors tensors;
    tlscope_manager *manager;             /* whose pool it is; NULL: an embedder's own */
    struct tlscope_pool *next, *previous; /* all there are, that of the process-wide manager the first */
};

struct tlscope_manager {
    uint32_t number; /* 1: the process-wide one */
    struct objects objects;
    struct scopes scopes;
    struct frames frames;
    struct quarantine quarantine;
    struct tlscope_pool pool;
};

/* The process-wide manager. */
extern struct tlscope_manager global_manager;

/* The next of all managers, of which the process-wide one is the first; NULL after the last. */
static inline tlscope_manager *manager_next(const tlscope_manager *manager)
{
    const struct tlscope_pool *pool = manager->pool.next;
    while (pool != NULL && pool->manager == NULL)
        pool = pool->next;
    return pool != NULL ? pool->manager : NULL;
}

/* False when memory is out. Needs no lock. */
bool manager_init(tlscope_manager *manager, uint32_t number);

enum { CALL_FREES = 16 };

/* A call of a public function, on its way (manager/call.h). */
struct call {
    tlscope_manager *manager;
    struct thread *thread; /* that called; NULL: memory is out */
    uintptr_t stack_point;
    enum tl_event_id event; /* the call, by the name of its event */
    uint32_t site;

    /* From here to `frees` all is 0 at first; side by side, so that three stores clear it. */
    const void *pointer;  /* for TL_MEM_LOG */
    uint64_t count;       /* for TL_MEM_LOG: the reference count after the call */
    struct array actions; /* for reclaim.c */
    uint32_t object;      /* that the call tells of; 0: none */
    uint32_t scope;       /* that it entered; 0: none */
    uint32_t frees_count; /* of blocks to be freed after it, before the actions */
    bool unfinished;      /* giving the lock back is not all that is left to do */
    bool vectors;         /* some are in hand */
    bool uncancelled;     /* the thread's cancellation is put off until the end, as `cancel` is then again */

    void *frees[CALL_FREES]; /* the first of them */
    struct array more_frees; /* for reclaim.c: the rest, once there is one */
    int cancel;
};

/* Where a public function was called from. */
struct caller {
    const void *address;   /* that it returns to */
    uintptr_t stack_point; /* the caller's stack pointer at the call: tells its activation from others */
};

/* Of the public function that this stands in: its frame holds the caller's frame pointer and the return address. */
#define CALLER                                                                                                         \
    ((struct caller){__builtin_extract_return_addr(__builtin_return_address(0)),                                       \
                     (uintptr_t)__builtin_frame_address(0) + 2 * sizeof(void *)})

/* The call's name, as in TL_MEM_LOG lines and diagnostics. */
const char *call_name(const struct call *call);

/* Gives the lock back for a moment, to ask the host; what was looked up before must be looked up again. */
void call_pause(void);
void call_resume(struct call *call);

/* The `count` field of events. */
static inline uint16_t count_field(uint64_t count)
{
    return (uint16_t)(count < TL_COUNT_MAX ? count : TL_COUNT_MAX);
}

static inline bool is_kind(const struct object *object, enum tl_kind kind)
{
    return object->kind == (uint8_t)kind;
}

/* scope.c */
void manager_enter_scope(struct call *call);
void manager_exit_scope(struct call *call);

/* frame.c */
void manager_function_enter(struct call *call, int64_t slots);
void manager_function_exit(struct call *call);
/* Frees the buffers of all frames, and nothing else. */
void manager_drop_frames(struct call *call);
/* `made`: a block of so many bytes, to be used or freed; NULL: none. */
void *manager_get_buffer(struct call *call, int64_t slot, int64_t bytes, void *made);
/* No real buffer is larger. */
#define FRAME_BUFFER_MOST (INT64_C(1) << 46)

/* register.c: what came of it; `object` and the count after are for the call's event. */
struct registered {
    enum tl_register outcome;
    bool untold;     /* the trace is not told of the object, here and in the next two */
    uint32_t object; /* number, 0: none */
    uint64_t count;
};
struct registered manager_register(struct call *call, void *pointer, enum tl_kind kind, const char *name);
struct registered manager_register_inferred(struct call *call, void *pointer);
void manager_unregister(struct call *call, const void *pointer);
bool manager_is_in_top_scope(struct call *call, const void *pointer);

/* Asks the host; gives the lock back meanwhile. */
bool manager_is_host_tensor(struct call *call, void *tensor);
bool manager_is_registered(struct call *call, const void *pointer);

/* count.c; `index` is the object last seen at the pointer, 0 for none. */
struct acquired {
    enum tl_acquire outcome;
    bool untold;
    uint32_t object;
    uint64_t count;
};
struct acquired manager_acquire(struct call *call, void *pointer, uint32_t index);
struct released {
    enum tl_fate fate;
    bool untold;
    uint32_t object;
    uint64_t count;
};
/* `alarm`: a pointer without an entry is misuse; else it is an answer. */
struct released manager_release(struct call *call, const void *pointer, uint32_t index, bool alarm);

/* Tells of a release that found no live entry. */
RARE void manager_tell_release(struct call *call, const void *pointer, uint32_t index);

/* Drops one reference of a live counted object, whatever held it; at 0 it dies. */
enum tl_fate manager_drop_reference(struct call *call, uint32_t index);

#endif
