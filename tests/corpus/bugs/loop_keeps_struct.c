/* SPDX-License-Identifier: MIT */
/*
 * Each iteration moves its struct out of its scope into a variable, and forgets the struct that was there.
 *
 * expect: leak|growth moved-never-taken|grows-per-iteration struct 14
 * call: tl_mem_unregister
 * also: grows-per-iteration moved-never-taken
 */
#include "tl.h"

struct state {
    int64_t step;
    double loss;
};

int main(void)
{
    tl_mem_enter_scope();
    LET(struct state *, last, NULL);
    LOOP (step, 15) {
        tl_mem_enter_scope();
        LET(struct state *, state, malloc(sizeof *state); tl_mem_register_struct_named(state, "State"));
        SET(state->step = step);
        SET(last = state; tl_mem_unregister(state)); /* BUG: moved-never-taken */
        tl_mem_exit_scope();
    }
    DO(tt_use((float)last->step));
    DO(tl_ptr_release(last));
    tl_mem_exit_scope();
    return 0;
}
