/* SPDX-License-Identifier: MIT */
/* The processes of a trace, and which of them one is asked for. */
#ifndef TLSCOPE_ANALYSE_PROCESS_LIST_H
#define TLSCOPE_ANALYSE_PROCESS_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A process that runs another program (exec) goes on under its id: each of its programs is listed. */
struct listed_process {
    uint64_t pid;
    uint64_t turn; /* from 1: which of the programs under that id */
    char *program; /* its path, fit to be shown; NULL: its start is not in the trace */
    uint64_t calls;
    bool started; /* its start is in the trace */
};

struct process_list {
    struct listed_process *items; /* in the order in which their events begin */
    size_t count;
    size_t last; /* that an event was of */
};

/* What is asked for; 0: whatever there is. */
struct process_wish {
    uint64_t pid;
    uint64_t turn;
};

/* As --process takes it: "12"; "12:2" for the second of the programs that ran under that id. `turn` 0: the id alone. */
struct process_id {
    char text[48];
};
struct process_id process_id(uint64_t pid, uint64_t turn);

struct listed_process *process_list_add(struct process_list *list, uint64_t pid);

/* The one that an event under that id is of, added when it is new; `starts`: the event is the start of a program. */
struct listed_process *process_list_at(struct process_list *list, uint64_t pid, bool starts);

/* The first that the wish fits, of those with calls where any has some. The list's count: it fits none. */
size_t process_list_find(const struct process_list *list, const struct process_wish *wish);

/* How many could be found so: as many as the wish fits, without those that made no call where any did. */
size_t process_list_fitting(const struct process_list *list, const struct process_wish *wish);

/* One as it can be asked for: with its turn where the id alone would not name it. */
struct process_id process_list_id(const struct process_list *list, size_t index);

/* Writes one as it can be asked for: "12 (train)"; "12:2 (train)" where the id alone would not name it. */
void process_list_tell_one(const struct process_list *list, size_t index, FILE *file);

/* Writes those that fit so, the first of them; of all, calls or not, where the wish is NULL. */
void process_list_tell(const struct process_list *list, const struct process_wish *wish, FILE *file);

void process_list_free(struct process_list *list);

#endif
