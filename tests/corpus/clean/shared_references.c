/* SPDX-License-Identifier: MIT */
/*
 * A queue of tensors with a reference each: one function puts them in, another takes them out much later.
 */
#include "tl.h"

enum { ROOM = 4 };

struct queue {
    tl_tensor *items[ROOM];
    int64_t first, count;
};

void put(struct queue *queue, int64_t number)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, item, tt_full(30, (float)number));
    DO(tl_tensor_acquire(item));
    SET(queue->items[(queue->first + queue->count++) % ROOM] = item);
    tl_mem_exit_scope();
}

float take(struct queue *queue)
{
    LET(tl_tensor *, item, queue->items[queue->first]);
    SET(queue->first = (queue->first + 1) % ROOM; queue->count--);
    LET(float, sum, tt_sum(item));
    DO(tl_tensor_release(item));
    return sum;
}

int main(void)
{
    LET(struct queue, queue, {.first = 0});
    LOOP (number, 12) {
        DO(put(&queue, number));
        if (queue.count == ROOM) {
            DO(tt_use(take(&queue)));
        }
    }
    LOOP (rest, ROOM - 1) {
        DO(tt_use(take(&queue)));
    }
    return 0;
}
