/* SPDX-License-Identifier: MIT */
#include "process_list.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "site_words.h"

enum { TOLD_MOST = 16 };

struct process_id process_id(uint64_t pid, uint64_t turn)
{
    struct process_id id;
    if (turn != 0) {
        snprintf(id.text, sizeof(id.text), "%" PRIu64 ":%" PRIu64, pid, turn);
    } else {
        snprintf(id.text, sizeof(id.text), "%" PRIu64, pid);
    }
    return id;
}

/* The newest with that id; NULL: there is none. */
static struct listed_process *newest_of(const struct process_list *list, uint64_t pid)
{
    if (list->last < list->count && list->items[list->last].pid == pid) {
        return &list->items[list->last];
    }
    for (size_t i = list->count; i > 0; i--) {
        if (list->items[i - 1].pid == pid) {
            return &list->items[i - 1];
        }
    }
    return NULL;
}

struct listed_process *process_list_add(struct process_list *list, uint64_t pid)
{
    const struct listed_process *before = newest_of(list, pid);
    const uint64_t turn = before != NULL ? before->turn + 1 : 1;
    list->items = memory_resize(list->items, list->count + 1, sizeof(*list->items));
    list->last = list->count;
    list->items[list->count] = (struct listed_process){.pid = pid, .turn = turn};
    return &list->items[list->count++];
}

struct listed_process *process_list_at(struct process_list *list, uint64_t pid, bool starts)
{
    struct listed_process *process = newest_of(list, pid);
    if (process == NULL || (starts && process->started)) {
        process = process_list_add(list, pid);
    }
    process->started = process->started || starts;
    list->last = (size_t)(process - list->items);
    return process;
}

static bool is_of(const struct listed_process *process, const struct process_wish *wish)
{
    return wish == NULL ||
           ((wish->pid == 0 || process->pid == wish->pid) && (wish->turn == 0 || process->turn == wish->turn));
}

/* How many calls one must have made to fit: 1 where any made some. */
static uint64_t calls_needed(const struct process_list *list, const struct process_wish *wish)
{
    uint64_t needed = 0;
    for (size_t i = 0; wish != NULL && i < list->count && needed == 0; i++) {
        needed = is_of(&list->items[i], wish) && list->items[i].calls > 0;
    }
    return needed;
}

/* The first that fits from `index` on; the list's count: none does. */
static size_t next_fitting(const struct process_list *list, const struct process_wish *wish, uint64_t needed,
                           size_t index)
{
    while (index < list->count && !(is_of(&list->items[index], wish) && list->items[index].calls >= needed)) {
        index++;
    }
    return index;
}

size_t process_list_find(const struct process_list *list, const struct process_wish *wish)
{
    return next_fitting(list, wish, calls_needed(list, wish), 0);
}

size_t process_list_fitting(const struct process_list *list, const struct process_wish *wish)
{
    const uint64_t needed = calls_needed(list, wish);
    size_t count = 0;
    for (size_t i = next_fitting(list, wish, needed, 0); i < list->count; i = next_fitting(list, wish, needed, i + 1)) {
        count++;
    }
    return count;
}

static bool is_alone(const struct process_list *list, const struct listed_process *process)
{
    size_t programs = 0;
    for (size_t i = 0; i < list->count; i++) {
        programs += list->items[i].pid == process->pid;
    }
    return programs == 1;
}

struct process_id process_list_id(const struct process_list *list, size_t index)
{
    const struct listed_process *process = &list->items[index];
    return process_id(process->pid, is_alone(list, process) ? 0 : process->turn);
}

void process_list_tell_one(const struct process_list *list, size_t index, FILE *file)
{
    const struct listed_process *process = &list->items[index];
    const char *program = process->program != NULL ? path_last_part(process->program) : NULL;
    fprintf(file, "%s (%s)", process_list_id(list, index).text,
            program != NULL && program[0] != '\0' ? program : "a program of unknown name");
}

void process_list_tell(const struct process_list *list, const struct process_wish *wish, FILE *file)
{
    const uint64_t needed = calls_needed(list, wish);
    size_t told = 0;
    for (size_t i = next_fitting(list, wish, needed, 0); i < list->count; i = next_fitting(list, wish, needed, i + 1)) {
        if (told < TOLD_MOST) {
            fputs(told > 0 ? ", " : "", file);
            process_list_tell_one(list, i, file);
        }
        told++;
    }
    if (told > TOLD_MOST) {
        fprintf(file, " and %zu more", told - TOLD_MOST);
    }
}

void process_list_free(struct process_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].program);
    }
    free(list->items);
}
