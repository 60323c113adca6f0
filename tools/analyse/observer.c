/* SPDX-License-Identifier: MIT */
#include "observer.h"

#include "process.h"

static void counts(void *context, const struct object *object, bool alive)
{
    const struct process *process = context;
    process->observer->counts(process->observer->context, process, object, alive);
}

static void left(void *context, const struct scope *scope)
{
    const struct process *process = context;
    process->observer->left(process->observer->context, process, scope);
}

static void pooled(void *context, const struct object *object, bool in)
{
    const struct process *process = context;
    process->observer->pooled(process->observer->context, process, object, in);
}

static void noted(void *context, const struct object *object, const struct ledger_entry *entry)
{
    const struct process *process = context;
    process->observer->noted(process->observer->context, process, object, entry);
}

void observer_attach(const struct observer *observer, struct process *process)
{
    struct replay_listener *listener = &process->replay.listener;
    process->observer = observer;
    listener->counts = counts;
    listener->left = left;
    listener->pooled = pooled;
    listener->noted = noted;
}
