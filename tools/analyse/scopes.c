/* SPDX-License-Identifier: MIT */
#include "scopes.h"

void scopes_init(struct scopes *scopes)
{
    *scopes = (struct scopes){.sites = GROUPING_OF(struct scope_site),
                              .open = GROUPING_OF(struct scope_open),
                              .frames = GROUPING_OF(struct frames_open)};
}

void scopes_free(struct scopes *scopes)
{
    grouping_free(&scopes->sites);
    grouping_free(&scopes->open);
    grouping_free(&scopes->frames);
}

static void entered(struct scopes *scopes, uint32_t site_number, uint32_t scope, uint32_t depth, bool function)
{
    struct scope_site *site = grouping_entry(&scopes->sites, &site_number);
    site->first = site->entered++ == 0 ? scope : site->first;
    site->last = scope;
    site->function = function;
    site->depth_max = depth > site->depth_max ? depth : site->depth_max;
    scopes->entered++;
}

void scopes_event(struct scopes *scopes, const struct trace_event *event)
{
    switch (event->id) {
    case TL_EVENT_enter_scope:
        entered(scopes, event->as.enter_scope.site, event->as.enter_scope.scope, event->as.enter_scope.depth, false);
        break;
    case TL_EVENT_function_enter:
        entered(scopes, event->as.function_enter.site, event->as.function_enter.scope, event->as.function_enter.depth,
                true);
        break;
    case TL_EVENT_exit_scope:
        scopes->exited += event->as.exit_scope.scope != 0;
        scopes->exits_of_global += event->as.exit_scope.scope == 0;
        break;
    case TL_EVENT_function_exit:
        scopes->exited += event->as.function_exit.scope != 0;
        break;
    default:
        break;
    }
}

const struct scope_site *scopes_site(const struct scopes *scopes, uint32_t place)
{
    for (size_t i = 0; i < scopes->sites.count; i++) {
        const struct scope_site *site = scopes->sites.entries[i];
        if (site->key == place) {
            return site;
        }
    }
    return NULL;
}

static bool keeps_own(const struct scope *scope)
{
    const struct record *record = scope->newest_record;
    while (record && record->object->inherited) {
        record = record->scope_older;
    }
    return record != NULL;
}

static void open_take(struct scopes *scopes, const struct scope *scope, const struct sites *sites)
{
    const struct scope_open_key key = {sites_place(sites, scope->site), scope->thread, scope->function,
                                       scope->inherited};
    struct scope_open *open = grouping_entry(&scopes->open, &key);
    if (open->scopes == 0 || scope->number < open->first_scope) {
        open->first_scope = scope->number;
        open->first_site = scope->site;
        open->first_ns = scope->entered_ns;
    }
    open->depth_min = open->scopes == 0 || scope->depth < open->depth_min ? scope->depth : open->depth_min;
    open->depth_max = scope->depth > open->depth_max ? scope->depth : open->depth_max;
    open->scopes++;
    open->keeping += keeps_own(scope);
    open->records += scope->records;
    scopes->never_left += !scope->inherited;
}

static void frame_take(struct scopes *scopes, const struct frame *frame, const struct sites *sites)
{
    const struct frames_open_key key = {sites_place(sites, frame->site), frame->inherited};
    struct frames_open *open = grouping_entry(&scopes->frames, &key);
    open->first_site = frame->site;
    open->frames++;
    open->bytes += frame->bytes;
    scopes->bytes_kept += frame->inherited ? 0 : frame->bytes;
}

static int by_count(const void *left, const void *right)
{
    const struct scope_open *a = *(struct scope_open *const *)left;
    const struct scope_open *b = *(struct scope_open *const *)right;
    if (a->scopes != b->scopes) {
        return a->scopes < b->scopes ? 1 : -1;
    }
    return a->first_scope < b->first_scope ? -1 : 1;
}

static int by_entered(const void *left, const void *right)
{
    const struct scope_site *a = *(struct scope_site *const *)left;
    const struct scope_site *b = *(struct scope_site *const *)right;
    if (a->entered != b->entered) {
        return a->entered < b->entered ? 1 : -1;
    }
    return a->key < b->key ? -1 : 1;
}

static void to_place(const void *sites, void *entry)
{
    struct scope_site *site = entry;
    site->key = sites_place(sites, site->key);
}

static void merge(void *into, const void *from)
{
    struct scope_site *site = into;
    const struct scope_site *other = from;
    site->entered += other->entered;
    site->first = other->first < site->first ? other->first : site->first;
    site->last = other->last > site->last ? other->last : site->last;
    site->depth_max = other->depth_max > site->depth_max ? other->depth_max : site->depth_max;
}

void scopes_finish(struct scopes *scopes, const struct replay *replay, const struct sites *sites)
{
    size_t at = 0;
    for (const struct manager *manager; (manager = idmap_next(&replay->managers, &at));) {
        for (const struct scope *scope = manager->top; scope && scope->outer; scope = scope->outer) {
            open_take(scopes, scope, sites);
        }
        for (const struct frame *frame = manager->top_frame; frame; frame = frame->outer) {
            frame_take(scopes, frame, sites);
        }
        scopes->frames_open += manager->frames;
    }
    grouping_regroup(&scopes->sites, to_place, sites, merge);
    grouping_sort(&scopes->open, by_count);
    grouping_sort(&scopes->sites, by_entered);
}
