/* SPDX-License-Identifier: MIT */
/*
 * A thread that is cancelled while it holds the runtime's lock would leave it taken for ever: what may wait or write
 * under it, which is where cancellation strikes, puts that off.
 */
#ifndef TLSCOPE_BASE_CANCEL_H
#define TLSCOPE_BASE_CANCEL_H

#include <pthread.h>

/* Returns what cancel_allow takes. */
static inline int cancel_put_off(void)
{
    int before;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
    return before;
}

static inline void cancel_allow(int before)
{
    pthread_setcancelstate(before, NULL);
}

#endif
