/* SPDX-License-Identifier: MIT */
#include "runtime/inheritance.h"

#include <unistd.h>

#include "manager/manager.h"
#include "manager/site.h"
#include "runtime/state.h"

static uint32_t depth = 1;
static uint32_t frames;
static uint64_t objects;

uint64_t inheritance_objects(void)
{
    return objects;
}

uint32_t inheritance_depth(void)
{
    return depth;
}

uint32_t inheritance_frames(void)
{
    return frames;
}

/* The child has one thread, which is to leave all of them. */
static void take_over_scopes(const struct scopes *scopes)
{
    for (uint32_t level = 2; level <= scopes_depth(scopes); level++)
        scope_at(scopes, level)->thread = (uint32_t)getpid(); /* which the thread that forked is in the child */
}

void inheritance_tell(void)
{
    depth = scopes_depth(&global_manager.scopes);
    frames = frames_count(&global_manager.frames);
    objects = runtime.last_object;
    for (const tlscope_manager *manager = &global_manager; manager != NULL; manager = manager_next(manager))
        take_over_scopes(&manager->scopes);
    sites_tell_all();
    state_tell(true);
}
