/* SPDX-License-Identifier: MIT */
/*
 * Unregister calls that miss, as half of all do: on NULL, on a stale variable, on what an outer scope lists.
 */
#include "tl.h"

void step(tl_tensor *outer, int64_t number)
{
    static int64_t never_registered;
    LET(void *, slot, NULL);
    tl_mem_enter_scope();
    DO(tl_mem_unregister(slot));
    SET(tl_mem_unregister(&never_registered); slot = malloc(16); tl_mem_register_struct_named(slot, "Slot"));
    DO(tl_mem_unregister(outer));
    LET(tl_tensor *, own, tt_scale(outer, (float)number));
    DO(tl_mem_register_ptr(own));
    DO(tt_use(tt_sum(own)));
    tl_mem_exit_scope();
    DO(tl_mem_unregister(slot));
}

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, outer, tt_full(10, 1.0F));
    LOOP (number, 7) {
        DO(step(outer, number));
    }
    tl_mem_exit_scope();
    return 0;
}
