/* SPDX-License-Identifier: MIT */
#include "symbols/jit_code.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "symbols/jit_layout.h"
#include "symbols/jit_records.h"
#include "symbols/moment.h"
#include "symbols/object_file.h"

/* Each open object has a file descriptor. */
enum { OPEN_MOST = 64 };

/* An object registered with the GDB interface. */
struct jit_object {
    char *path;
    uint64_t time; /* when it was seen first */
    bool unreadable;
    struct object_file *file; /* NULL: not open */
};

struct jit_code {
    struct intervals by_address; /* of objects */
    struct jit_object *objects;
    size_t count;
    size_t open[OPEN_MOST]; /* numbers from 1 of the objects that are open, in a ring */
    size_t next_open;
    struct jit_records dump;
    struct jit_records map;
};

static char *path_in(const char *folder, const char *name)
{
    char *path = NULL;
    return asprintf(&path, "%s/%s", folder, name) < 0 ? memory_copy("") : path;
}

/* Objects are called PID-TIME.o. */
static void object_add(struct jit_code *code, const char *folder, const char *name, uint32_t pid)
{
    uint32_t of = 0;
    uint64_t time = 0;
    int end = 0;
    if (sscanf(name, "%" SCNu32 "-%" SCNu64 ".o%n", &of, &time, &end) != 2 || of != pid || end == 0 || name[end]) {
        return;
    }
    code->objects = memory_resize(code->objects, code->count + 1, sizeof(*code->objects));
    code->objects[code->count] = (struct jit_object){.path = path_in(folder, name), .time = time};
    jit_layout_ranges(code->objects[code->count].path, &code->by_address, code->count);
    code->count++;
}

static void objects_find(struct jit_code *code, const char *folder, uint32_t pid)
{
    DIR *directory = opendir(folder);
    for (struct dirent *entry = directory ? readdir(directory) : NULL; entry; entry = readdir(directory)) {
        object_add(code, folder, entry->d_name, pid);
    }
    if (directory) {
        closedir(directory);
    }
}

static void dump_read(struct jit_code *code, const char *folder, uint32_t pid, struct names *names)
{
    char name[64];
    snprintf(name, sizeof(name), "jit-%" PRIu32 ".dump", pid);
    char *path = path_in(folder, name);
    jitdump_read(path, names, &code->dump);
    free(path);
}

static void map_read(struct jit_code *code, const char *folder, uint32_t pid, struct names *names)
{
    char name[64];
    snprintf(name, sizeof(name), "perf-%" PRIu32 ".map", pid);
    char *path = path_in(folder, name);
    perf_map_read(path, names, &code->map);
    free(path);
}

struct jit_code *jit_code_open(const char *folder, uint32_t pid, struct names *names)
{
    struct jit_code *code = memory_new(sizeof(*code));
    objects_find(code, folder, pid);
    dump_read(code, folder, pid, names);
    map_read(code, folder, pid, names);
    return code;
}

void jit_code_free(struct jit_code *code)
{
    if (!code) {
        return;
    }
    for (size_t i = 0; i < code->count; i++) {
        free(code->objects[i].path);
        object_file_free(code->objects[i].file);
    }
    intervals_free(&code->by_address);
    free(code->objects);
    jit_records_free(&code->dump);
    jit_records_free(&code->map);
    free(code);
}

static struct jit_object *object_at(struct jit_code *code, uint64_t address, uint64_t time)
{
    struct moment best = moment_none(time);
    size_t place = SIZE_MAX;
    const struct interval *found = intervals_next(&code->by_address, address, &place);
    for (; found; found = intervals_next(&code->by_address, address, &place)) {
        moment_take(&best, code->objects[found->item].time, found->item);
    }
    return best.found ? &code->objects[best.item] : NULL;
}

static void object_open(struct jit_code *code, struct jit_object *object)
{
    size_t *slot = &code->open[code->next_open++ % OPEN_MOST];
    if (*slot > 0) {
        object_file_free(code->objects[*slot - 1].file);
        code->objects[*slot - 1].file = NULL;
    }
    object->file = object_file_open_jit(object->path);
    object->unreadable = !object->file;
    *slot = (size_t)(object - code->objects) + 1;
}

static void object_find(struct jit_code *code, uint64_t address, uint64_t time, struct names *names,
                        struct answer *answer)
{
    struct jit_object *object = object_at(code, address, time);
    if (object && !object->file && !object->unreadable) {
        object_open(code, object);
    }
    if (object && object->file) {
        object_file_find(object->file, address, names, answer);
    }
}

void jit_code_find(struct jit_code *code, uint64_t address, uint64_t time, struct names *names, struct answer *answer)
{
    object_find(code, address, time, names, answer);
    if (answer->count == 0) {
        jit_records_find(&code->dump, address, time, answer);
    }
    if (answer->count == 0) {
        jit_records_find(&code->map, address, time, answer);
    }
}
