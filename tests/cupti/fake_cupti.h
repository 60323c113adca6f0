/* SPDX-License-Identifier: MIT */
/*
 * A CUPTI and a driver made up, as far as the plugin calls them: records that the test tells it of go through the
 * buffers that the plugin gives, as from the real one. Times are CLOCK_MONOTONIC's, or those of a clock of its own.
 */
#ifndef TLSCOPE_TESTS_FAKE_CUPTI_H
#define TLSCOPE_TESTS_FAKE_CUPTI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Before the plugin starts, or by TLSCOPE_FAKE_CUPTI=own-clock,no-memory,no-kinds,no-buffers in the environment. */
void fake_behave(const char *how);

/* The clock that records have. */
uint64_t fake_now(void);

/* The device that it has 2 of: 8 GiB each, as much available as said here. */
void fake_available(uint32_t ordinal, uint64_t bytes);
/* False: no context is there, as before the program's first use. */
void fake_in_use(uint32_t ordinal, bool in_use);

/* Records. They are delivered when a buffer is full, or flushed. */
void fake_memory(bool allocation, uint64_t time, uint32_t ordinal, uint64_t address, uint64_t bytes,
                 const char *source);
void fake_pooled(bool allocation, uint64_t time, uint32_t ordinal, uint64_t address, uint64_t bytes, uint64_t reserved,
                 uint64_t used);
void fake_kernel(uint64_t begin, uint64_t end, uint32_t ordinal, uint32_t stream, const char *name);
void fake_copy(uint64_t begin, uint64_t end, uint32_t ordinal, uint8_t kind, uint64_t bytes);
void fake_set(uint64_t begin, uint64_t end, uint32_t ordinal, uint64_t bytes);
void fake_unknown(void);
void fake_dropped(size_t records);
void fake_flush(void);

/* The buffers that the plugin has not got back. */
int fake_buffers_out(void);

#endif
