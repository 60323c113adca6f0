/* SPDX-License-Identifier: MIT */
/*
 * A loop's body has no scope of its own: its temporaries go into the scope of the function around it and pile up
 * there until it ends.
 *
 * expect: growth grows-per-iteration tensor 40
 * call: tl_mem_register_tensor
 */
#include "tl.h"

float loss_of(const tl_tensor *output)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, error, tt_scale(output, -1.0F));
    LET(float, loss, tt_sum(error));
    tl_mem_exit_scope();
    return loss;
}

void train(int64_t epochs)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, input, tt_full(200, 0.5F));
    LOOP (epoch, epochs) {
        LET(tl_tensor *, output, tt_scale(input, (float)epoch)); /* BUG: grows-per-iteration */
        DO(tt_use(loss_of(output)));
    }
    tl_mem_exit_scope();
}

int main(void)
{
    DO(train(40));
    return 0;
}
