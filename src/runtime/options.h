/* SPDX-License-Identifier: MIT */
/* TLSCOPE_OPTIONS: how the user of a program tells the runtime what to do. */
#ifndef TLSCOPE_RUNTIME_OPTIONS_H
#define TLSCOPE_RUNTIME_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

enum { UNREGISTER_CURRENT, UNREGISTER_WALK };
enum { MOVED_COUNT, MOVED_ADOPT };
enum { HEAP_OFF, HEAP_WATCH };
enum { CUDA_ALLOCATOR_PLAIN, CUDA_ALLOCATOR_ASYNC };
enum { SOURCE_AFTER, SOURCE_BEFORE };
enum { SNAPSHOT_ON_ERROR, SNAPSHOT_ON_WARNING, SNAPSHOT_ON_NEVER };
enum { LEAK_CHECK_OFF, LEAK_CHECK_SCOPE, LEAK_CHECK_FRAME };

enum { OPTION_TEXT_BYTES = 128 };

struct options {
#define OPTION(key, kind, value, help) uint64_t key;
#define OPTION_TEXT(key, help)         char key[OPTION_TEXT_BYTES]; /* "": not set */
#include "runtime/options.def"
#undef OPTION
#undef OPTION_TEXT
    uint64_t mem_log;   /* TL_MEM_LOG=1: TL's own variable, a line a call */
    uint64_t mem_trace; /* TL_MEM_TRACE=1: likewise, a line a statement */
};

/* Defaults, then TLSCOPE_OPTIONS and the files it names. What cannot be understood is told on stderr and left out. */
void options_read(struct options *options);

/* The options as `key=value:…`, as TLSCOPE_OPTIONS would set them; cut to `size` bytes with the final 0. */
void options_format(const struct options *options, char *text, size_t size);

#endif
