/* SPDX-License-Identifier: MIT */
/*
 * A device on host memory, a plugin as the runtime loads it. What it is asked is kept as text, an item a call:
 * "allocate 0.7" (on ordinal 0 for stream 7), "mark 0.7 a", "wait 0.9 a" (the event's name), "release 0.0",
 * "settle 0", "forget a". For programs, FAKE_DEVICE_CAPACITY and FAKE_DEVICE_REFUSED in the environment set what is
 * below.
 */
#ifndef TLSCOPE_TESTS_FAKE_DEVICE_H
#define TLSCOPE_TESTS_FAKE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>

#define FAKE_SYMBOL "fake"

struct fake {
    char calls[4096]; /* since the test emptied it */
    size_t capacity;  /* bytes there are on each ordinal */
    size_t used[2];   /* of which so many are taken */
    int started;
    const char *absent;  /* what start says is missing; NULL: nothing */
    const char *refused; /* the call that fails: "mark", …; NULL: none does */
    void (*asked)(void); /* called from within each call; may call the runtime */
};

#endif
