/* SPDX-License-Identifier: MIT */
/*
 * A cache that grows with every new key until the program ends, and says so.
 */
#include "tl.h"

enum { ROOM = 64 };

static struct {
    tl_tensor *values[ROOM];
    int64_t count;
} cache;

tl_tensor *cached(int64_t key)
{
    if (key < cache.count) {
        return cache.values[key];
    }
    tl_mem_enter_scope();
    LET(tl_tensor *, value, tt_full(32, (float)key));
    SET(cache.values[cache.count++] = value; tl_tensor_acquire(value));
    DO(tlscope_keep(value));
    tl_mem_exit_scope();
    return value;
}

int main(void)
{
    tl_mem_enter_scope();
    LOOP (step, 40) {
        tl_mem_enter_scope();
        LET(tl_tensor *, scaled, tt_scale(cached(step / 2), 2.0F));
        DO(tt_use(tt_sum(scaled)));
        tl_mem_exit_scope();
    }
    tl_mem_exit_scope();
    return 0;
}
