/* SPDX-License-Identifier: MIT */
/* leak_check=scope|frame: memcheck looks for leaks after each exit, or those asked for, which says what each lost. */
#ifndef TLSCOPE_MANAGER_EXIT_CHECK_H
#define TLSCOPE_MANAGER_EXIT_CHECK_H

#include "manager/manager.h"

/* What is about to be left; `wanted` false: not asked for. */
struct exit_check {
    bool wanted;
    bool frame;
    uint64_t number;
    uint32_t entered; /* site */
};

/* Before the exit, with the lock. */
struct exit_check exit_check_begin(const struct call *call);

/* After it, without the lock. */
void exit_check_end(const struct exit_check *check);

#endif
