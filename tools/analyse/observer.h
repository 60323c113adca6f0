/* SPDX-License-Identifier: MIT */
/* Somebody who follows the replay of every process while the trace is read. */
#ifndef TLSCOPE_ANALYSE_OBSERVER_H
#define TLSCOPE_ANALYSE_OBSERVER_H

#include "ledger.h"
#include "trace.h"

struct object;
struct process;
struct scope;

/* The functions are those of struct replay_listener, and one for every event after it was applied. None is NULL. */
struct observer {
    void *context;
    void (*event)(void *context, const struct process *process, const struct trace_event *event);
    void (*ended)(void *context, const struct process *process, const struct object *object, enum tl_fate fate);
    void (*counts)(void *context, const struct process *process, const struct object *object, bool alive);
    void (*left)(void *context, const struct process *process, const struct scope *scope);
    void (*pooled)(void *context, const struct process *process, const struct object *object, bool in);
    void (*noted)(void *context, const struct process *process, const struct object *object,
                  const struct ledger_entry *entry);
    /* The process was no program of interest after all, and made no call; it is freed after this. */
    void (*dropped)(void *context, const struct process *process);
};

/* Has the process's replay followed; `observer` is kept. */
void observer_attach(const struct observer *observer, struct process *process);

#endif
