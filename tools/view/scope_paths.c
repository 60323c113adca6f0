/* SPDX-License-Identifier: MIT */
#include "scope_paths.h"

enum { SCOPE_PATHS_MOST = 100000, KIND_SCOPE = 1, KIND_FUNCTION };

/* The global scope's path is the first. */
static void list_begin(struct grouping *list)
{
    *list = (struct grouping)GROUPING_OF(struct scope_path);
    grouping_entry(list, &(struct scope_path_key){0});
}

void scope_paths_init(struct scope_paths *paths)
{
    list_begin(&paths->list);
    list_begin(&paths->rows);
}

void scope_paths_free(struct scope_paths *paths)
{
    grouping_free(&paths->list);
    grouping_free(&paths->rows);
}

static struct scope_path *path_in(struct grouping *list, const struct scope_path_key *key)
{
    const size_t known = list->count;
    struct scope_path *path = grouping_entry(list, key);
    if (list->count > known) {
        path->number = (uint32_t)known;
    }
    return path;
}

uint32_t scope_paths_number(struct scope_paths *paths, uint32_t parent, size_t process, uint32_t site, bool function)
{
    const struct scope_path_key key = {parent, (uint32_t)process, site, function ? KIND_FUNCTION : KIND_SCOPE};
    if (paths->list.count >= SCOPE_PATHS_MOST && !grouping_find(&paths->list, &key)) {
        return parent;
    }
    return path_in(&paths->list, &key)->number;
}

struct scope_path *scope_paths_at(const struct scope_paths *paths, uint32_t number)
{
    return paths->list.entries[number];
}

static void add(struct scope_path *into, const struct scope_path *path)
{
    into->entries += path->entries;
    into->open += path->open;
    into->kept += path->kept;
    into->outlived += path->outlived;
    into->time_ns += path->time_ns;
}

/* A path comes after that of the scope around it. */
void scope_paths_merge(struct scope_paths *paths, const struct analysis *analysis, const struct site_rows *sites)
{
    add(paths->rows.entries[0], paths->list.entries[0]);
    for (size_t i = 1; i < paths->list.count; i++) {
        struct scope_path *path = paths->list.entries[i];
        const uint32_t place = sites_place(&analysis->processes[path->key.process]->sites, path->key.site);
        const struct scope_path_key key = {scope_paths_at(paths, path->key.parent)->row, path->key.process,
                                           site_rows_row(sites, path->key.process, place), path->key.kind};
        struct scope_path *merged = path_in(&paths->rows, &key);
        path->row = merged->number;
        add(merged, path);
    }
}

void scope_paths_write(const struct scope_paths *paths, struct tlview *tlview)
{
    for (size_t i = 0; i < paths->rows.count; i++) {
        const struct scope_path *path = paths->rows.entries[i];
        tlview_add(tlview, TLVIEW_SCOPEPATH_PARENT, path->key.parent);
        tlview_add(tlview, TLVIEW_SCOPEPATH_SITE, path->key.site);
        tlview_add(tlview, TLVIEW_SCOPEPATH_FRAME, path->key.kind == KIND_FUNCTION);
        tlview_add(tlview, TLVIEW_SCOPEPATH_ENTRIES, path->entries);
        tlview_add(tlview, TLVIEW_SCOPEPATH_OPEN, path->open);
        tlview_add(tlview, TLVIEW_SCOPEPATH_KEPT, path->kept);
        tlview_add(tlview, TLVIEW_SCOPEPATH_OUTLIVED, path->outlived);
        tlview_add(tlview, TLVIEW_SCOPEPATH_TIME, path->time_ns);
    }
}
