/* SPDX-License-Identifier: MIT */
/*
 * A tensor is acquired when it is chosen and again when it is stored; whoever takes it away releases it once.
 *
 * expect: leak over-acquired tensor 1
 * call: tl_tensor_acquire
 */
#include "tl.h"

struct store {
    tl_tensor *chosen;
};

void choose(struct store *store)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, chosen, tt_full(64, 2.0F));
    DO(tl_tensor_acquire(chosen)); /* ALSO: two acquires, one release: either is one too many */
    SET(store->chosen = chosen; tl_tensor_acquire(chosen)); /* BUG: over-acquired */
    tl_mem_exit_scope();
}

void take_away(struct store *store)
{
    DO(tt_use(tt_sum(store->chosen)));
    SET(tl_tensor_release(store->chosen); store->chosen = NULL);
}

int main(void)
{
    tl_mem_enter_scope();
    LET(struct store, store, {NULL});
    DO(choose(&store));
    DO(take_away(&store));
    tl_mem_exit_scope();
    return 0;
}
