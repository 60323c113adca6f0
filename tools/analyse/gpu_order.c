/* SPDX-License-Identifier: MIT */
#include "gpu_order.h"

#include <stdlib.h>

#include "memory.h"

static bool is_before(const struct gpu_step *left, const struct gpu_step *right)
{
    return left->time_ns != right->time_ns ? left->time_ns < right->time_ns : left->serial < right->serial;
}

static void swap(struct gpu_step *left, struct gpu_step *right)
{
    const struct gpu_step step = *left;
    *left = *right;
    *right = step;
}

void gpu_order_put(struct gpu_order *order, struct gpu_step step)
{
    struct gpu_step *steps = order->steps;
    if (order->count == order->room) {
        order->room = order->room > 0 ? 2 * order->room : 64;
        steps = order->steps = memory_resize(steps, order->room, sizeof(*steps));
    }
    step.serial = order->serial++;
    size_t at = order->count++;
    steps[at] = step;
    for (; at > 0 && is_before(&steps[at], &steps[(at - 1) / 2]); at = (at - 1) / 2) {
        swap(&steps[at], &steps[(at - 1) / 2]);
    }
}

static void sink(struct gpu_order *order)
{
    struct gpu_step *steps = order->steps;
    for (size_t at = 0;;) {
        size_t first = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < order->count; child++) {
            first = is_before(&steps[child], &steps[first]) ? child : first;
        }
        if (first == at) {
            return;
        }
        swap(&steps[at], &steps[first]);
        at = first;
    }
}

bool gpu_order_take(struct gpu_order *order, int64_t until_ns, struct gpu_step *step)
{
    if (order->count == 0 || order->steps[0].time_ns >= until_ns) {
        return false;
    }
    *step = order->steps[0];
    order->steps[0] = order->steps[--order->count];
    sink(order);
    return true;
}

void gpu_order_free(struct gpu_order *order)
{
    free(order->steps);
}
