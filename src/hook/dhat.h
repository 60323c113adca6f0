/* SPDX-License-Identifier: MIT */
/* For `valgrind --tool=dhat --mode=ad-hoc`: who has how many bytes registered. */
#ifndef TLSCOPE_HOOK_DHAT_H
#define TLSCOPE_HOOK_DHAT_H

#include "hook/checker.h"

#ifdef TLSCOPE_VALGRIND
#include <valgrind/dhat.h>
#else
#define DHAT_AD_HOC_EVENT(weight) ((void)(weight)) /* a request to nobody */
#endif

/* A new object; 0 bytes: not known, and weighs 1. */
static inline void dhat_count(uint64_t bytes)
{
    if (checker.dhat)
        DHAT_AD_HOC_EVENT(bytes != 0 ? bytes : 1);
}

#endif
