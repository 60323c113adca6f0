/* SPDX-License-Identifier: MIT */
/*
 * A cache by step number never hits, and keeps what every step puts into it.
 *
 * expect: leak|growth over-acquired|grows-per-iteration tensor 25
 * call: tl_tensor_acquire
 * also: grows-per-iteration over-acquired
 */
#include "tl.h"

static struct {
    int64_t key;
    tl_tensor *value;
} cache[64];

tl_tensor *lookup(int64_t key)
{
    return cache[key].key == key ? cache[key].value : NULL;
}

void insert(int64_t key, tl_tensor *value)
{
    SET(cache[key].key = -key);
    SET(cache[key].value = value; tl_tensor_acquire(value)); /* BUG: over-acquired */
}

void step(int64_t number)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, value, lookup(number));
    if (value == NULL) {
        SET(value = tt_full(64, (float)number));
        DO(insert(number, value));
    }
    DO(tt_use(tt_sum(value)));
    tl_mem_exit_scope();
}

int main(void)
{
    tl_mem_enter_scope();
    LOOP (number, 25) {
        DO(step(number + 1));
    }
    tl_mem_exit_scope();
    return 0;
}
