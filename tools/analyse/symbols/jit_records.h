/* SPDX-License-Identifier: MIT */
/* JIT code by name, as perf maps and jitdumps tell of it. */
#ifndef TLSCOPE_ANALYSE_SYMBOLS_JIT_RECORDS_H
#define TLSCOPE_ANALYSE_SYMBOLS_JIT_RECORDS_H

#include "names.h"
#include "symbols/answer.h"
#include "symbols/intervals.h"

/* From this address on, code of this line. */
struct jit_line {
    uint64_t address;
    uint32_t line;
    const char *file;
};

struct jit_record {
    const char *function;
    uint64_t start;
    uint64_t end;
    uint64_t time; /* from then on, in nanoseconds of the monotonic clock; 0: not known */
    uint64_t code; /* jitdump's number of it */
    size_t first_line;
    size_t line_count;
    uint64_t moved; /* by so much from the addresses that its lines have; wraps around */
};

/* A zeroed one is empty. Texts are kept by the names that were handed in. */
struct jit_records {
    struct intervals by_address;
    struct jit_record *list;
    size_t count;
    struct jit_line *lines;
    size_t line_count;
};

void jit_records_add(struct jit_records *records, struct jit_record record);
void jit_records_add_line(struct jit_records *records, struct jit_line line);
void jit_records_free(struct jit_records *records);

/* Fills the answer for an address as it was at a time; leaves it when no record covers it. */
void jit_records_find(struct jit_records *records, uint64_t address, uint64_t time, struct answer *answer);

/* Reads a file, as far as it is whole; one that is not there has no records. */
void perf_map_read(const char *path, struct names *names, struct jit_records *records);
void jitdump_read(const char *path, struct names *names, struct jit_records *records);

#endif
