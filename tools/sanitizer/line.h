/* SPDX-License-Identifier: MIT */
/* The lines of compute-sanitizer's log, taken apart. */
#ifndef TLSCOPE_SANITIZER_LINE_H
#define TLSCOPE_SANITIZER_LINE_H

#include "memcheck.h"

/* The text behind "========="; NULL where the line is none of the tool's. */
const char *line_text(const char *line);

/* Whether the text begins with `words`; *rest, where it is not NULL, is then behind them. */
bool line_begins(const char *text, const char *words, const char **rest);

/* "Leaked 1,024 bytes at 0x7879c0800000 called tensor 12 f32[256], model.tl:40": false where it is no such line. The
 * number of the tensor's object is 0 where no name of tlscope's tells it. */
struct line_leak {
    uint64_t bytes;
    uint64_t address;
    uint64_t object;
};
bool line_leak(const char *text, struct line_leak *leak);

/* "Address 0x7f00 is out of bounds", and what comes below it: "and is 16 bytes after the nearest allocation at 0x7e00
 * of size 256 bytes". False, and nothing done, where it is no such line. */
bool line_address(const char *text, struct memcheck_block *block);
bool line_nearest(const char *text, struct memcheck_block *block);

/* A place in code of the device, behind "at " or "Device Frame:"; or of the host, behind "Host Frame:". */
void line_device_frame(const char *text, struct memcheck_frame *frame);
void line_host_frame(const char *text, struct memcheck_frame *frame);

/* "3 errors", as in the summary. */
bool line_count(const char *text, uint64_t *count);

#endif
