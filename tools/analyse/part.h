/* SPDX-License-Identifier: MIT */
/* The parts that memory is told in: their names in JSON, and in words. */
#ifndef TLSCOPE_ANALYSE_PART_H
#define TLSCOPE_ANALYSE_PART_H

struct part {
    const char *name;
    const char *words;
};

#endif
