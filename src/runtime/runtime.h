/* SPDX-License-Identifier: MIT */
/* What the process has one of: the lock, the options, the host, the numbering, the tables shared by all managers. */
#ifndef TLSCOPE_RUNTIME_RUNTIME_H
#define TLSCOPE_RUNTIME_RUNTIME_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <tl/tensor.h>

#include "base/paths.h"
#include "runtime/lock.h"
#include "runtime/options.h"
#include "table/names.h"
#include "table/repeats.h"
#include "table/sites.h"

struct runtime {
    struct lock lock; /* guards all state of the runtime, every manager's and pool's included */
    atomic_bool started;
    struct options options;
    tlscope_host host; /* all NULL: none */
    bool has_host;
    struct sites sites;
    struct names names;
    struct repeats repeats;
    uint64_t calls;           /* of the ABI and the embedders' API; a call's ordinal tells when something happened */
    uint64_t calls_inherited; /* of those, the parent's before the fork */
    uint64_t last_object;     /* the numbers given out so far */
    uint64_t last_scope;
    uint64_t last_frame;
    uint32_t last_manager;
    uint32_t told_thread; /* of the latest `context` event */
    uint32_t told_manager;
    bool forked; /* a forked child that has not yet told what it inherited */
    bool told_start;
};

extern struct runtime runtime;

/* Makes the runtime ready; called at load and, for code that runs before that, by the first call. */
void runtime_start(void);

/* Slow path of runtime_thread. */
RARE uint32_t runtime_ask_thread(void);

/* Few bytes, for which every program has room: no call to find them. */
#define THREAD_LOCAL __thread __attribute__((tls_model("initial-exec")))

extern THREAD_LOCAL uint32_t runtime_this_thread;

/* The kernel's id of the calling thread. */
static inline uint32_t runtime_thread(void)
{
    return runtime_this_thread != 0 ? runtime_this_thread : runtime_ask_thread();
}

#endif
