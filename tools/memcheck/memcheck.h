/* SPDX-License-Identifier: MIT */
/*
 * What Valgrind's memcheck wrote into an XML file, as plain structs. Nothing outside this folder knows the format. Any
 * file is taken, however cut or damaged: what could be read comes back, with what was wrong.
 */
#ifndef TLSCOPE_MEMCHECK_H
#define TLSCOPE_MEMCHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum memcheck_kind {
#define KIND(id, xml, code, meaning) MEMCHECK_##id,
#include "kinds.def"
    MEMCHECK_KINDS
};

/* The kind of that name; MEMCHECK_OTHER for a new one. */
enum memcheck_kind memcheck_kind_of(const char *name);

/* As memcheck spells it. */
const char *memcheck_kind_name(enum memcheck_kind kind);

bool memcheck_kind_is_leak(enum memcheck_kind kind);

/* Of compute-sanitizer's: its addresses are on the device, where those have memory of their own. */
bool memcheck_kind_is_of_device(enum memcheck_kind kind);

/* Texts are "" where the file has none. */
struct memcheck_frame {
    uint64_t address; /* in the call's instruction, or of the one that did it */
    bool relative;    /* to where that file is loaded */
    char *object;     /* path of the file that the code is in */
    char *function;
    char *folder;
    char *file;
    uint64_t line; /* 0: not known */
};

/* Frames, innermost first. Calls inlined into others have the same address. */
struct memcheck_stack {
    char *what; /* "Block was alloc'd at"; "" of where it happened */
    struct memcheck_frame *frames;
    size_t count;
};

/* Of a loss, the bytes that are lost by themselves: others are lost with them, which have losses of their own.
 * `sentence`: "104 (24 direct, 80 indirect) bytes in 1 blocks are definitely lost"; `all` where it has no such parts.
 */
uint64_t memcheck_direct_bytes(const char *sentence, uint64_t all);

enum memcheck_state { MEMCHECK_STATE_UNKNOWN, MEMCHECK_ALLOCATED, MEMCHECK_FREED, MEMCHECK_CLIENT_DEFINED };

const char *memcheck_state_name(enum memcheck_state state);

/* What memcheck says of an address. */
struct memcheck_block {
    bool known;       /* there is an address */
    bool sized;       /* a block is named, too */
    uint64_t address; /* that was used */
    uint64_t start;   /* of the block, */
    uint64_t size;    /* without redzones */
    enum memcheck_state state;
};

/* Of the sentence that begins with "Address 0x". */
struct memcheck_block memcheck_block_of(const char *sentence);

struct memcheck_error {
    uint64_t unique;
    uint64_t thread;
    enum memcheck_kind kind;
    char *kind_name; /* as in the file */
    char *what;
    uint64_t count;                /* how often; of a leak 1 */
    struct memcheck_stack *stacks; /* in the order of the file: that of the error first */
    size_t stack_count;
    struct memcheck_block block;
    uint64_t leaked_bytes; /* of a leak */
    uint64_t leaked_blocks;
    uint64_t object; /* number of the one that a leak is, by the name that the runtime gave it; 0: not told */
    bool final;      /* told after the program's end; of a leak: by the leak check then */
    size_t message;  /* how many client messages came before */
};

/* What the program said by itself, as the runtime does of misuse. */
struct memcheck_message {
    uint64_t thread;
    char *text;
    struct memcheck_stack stack;
};

struct memcheck_suppression {
    char *name;
    uint64_t count;
};

struct memcheck_file {
    char *path;
    uint64_t pid; /* 0: not told */
    uint64_t parent_pid;
    char *tool;
    char *program;                 /* as it was started */
    bool finished;                 /* memcheck saw the program's end */
    char *fatal;                   /* name of the signal that ended it; "" for none */
    struct memcheck_stack crashed; /* where that struck */
    char *fault;                   /* what could not be read, in words; NULL: nothing */
    struct memcheck_error *errors;
    size_t error_count;
    struct memcheck_message *messages;
    size_t message_count;
    struct memcheck_suppression *suppressions;
    size_t suppression_count;
};

/* One that holds nothing yet. */
struct memcheck_file *memcheck_file_new(const char *path);

/* Reads a file. NULL only where it cannot be opened; errno says why. To be given to memcheck_file_free. */
struct memcheck_file *memcheck_file_read(const char *path);
void memcheck_file_free(struct memcheck_file *file);

/* The names of those files in a recording's folder, for fnmatch(3). */
#define MEMCHECK_FILES "memcheck.*.xml"

/* All memcheck files of a recording, in the order of their names; *count may be 0. For memcheck_files_free. */
struct memcheck_file **memcheck_files_read(const char *folder, size_t *count);
void memcheck_files_free(struct memcheck_file **files, size_t count);

#endif
