/* SPDX-License-Identifier: MIT */
/* leak_check=scope|frame: memcheck looks for leaks after each exit, or those asked for, which says what each lost. */
#ifndef TLSCOPE_MANAGER_EXIT_CHECK_H
#define TLSCOPE_MANAGER_EXIT_CHECK_H

#include "base/paths.h"
#include "manager/manager.h"

/* What is about to be left; `wanted` false: not asked for. */
struct exit_check {
    bool wanted;
    bool frame;
    uint64_t number;
    uint32_t entered; /* site */
};

/* For the inline calls below. */
RARE struct exit_check exit_check_of(const struct call *call);
RARE void exit_check_do(const struct exit_check *check);

/* Before the exit, with the lock. */
static inline void exit_check_begin(struct exit_check *check, const struct call *call)
{
    check->wanted = false;
    if (checker_tells_memcheck())
        *check = exit_check_of(call);
}

/* After it, without the lock. */
static inline void exit_check_end(const struct exit_check *check)
{
    if (check->wanted)
        exit_check_do(check);
}

#endif
