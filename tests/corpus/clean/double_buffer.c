/* SPDX-License-Identifier: MIT */
/*
 * Two tensors take turns: the newest is acquired, the one before it released, and at the end both.
 */
#include "tl.h"

struct buffers {
    tl_tensor *front;
    tl_tensor *back;
};

void turn(struct buffers *buffers, int64_t number)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, drawn, tt_full(40, (float)number));
    DO(tl_tensor_acquire(drawn));
    DO(tl_tensor_release(buffers->back));
    SET(buffers->back = buffers->front; buffers->front = drawn);
    tl_mem_exit_scope();
}

int main(void)
{
    tl_mem_enter_scope();
    LET(struct buffers, buffers, {NULL, NULL});
    LOOP (number, 10) {
        DO(turn(&buffers, number));
        DO(tt_use(tt_sum(buffers.front)));
    }
    DO(tl_tensor_release(buffers.front));
    DO(tl_tensor_release(buffers.back));
    tl_mem_exit_scope();
    return 0;
}
