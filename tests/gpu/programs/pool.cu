/* SPDX-License-Identifier: MIT */
/* The pool: the newest first, by key, and given back when it is cleared. */
#include "check.h"

int main()
{
    tl_tensor *tensors[] = {new_on(1000, nullptr), new_on(1000, nullptr), new_on(2000, nullptr)};
    float *data[3];
    for (int i = 0; i < 3; i++) {
        CHECK(tensors[i] != nullptr);
        data[i] = floats(tensors[i]);
        release(tensors[i]);
    }
    CHECK(tl_get_pool_count() == 3);
    tl_tensor *newest = new_on(1000, nullptr);
    CHECK(floats(newest) == data[1]);
    tl_tensor *other = new_on(1000, nullptr);
    CHECK(floats(other) == data[0]);
    tl_tensor *larger = new_on(2000, nullptr);
    CHECK(floats(larger) == data[2]);
    CHECK(tl_get_pool_count() == 0);
    fill<<<4, 256>>>(floats(newest), 1000, 3);
    float value = 0;
    CHECK(tlscope_tensor_read(newest, 999 * sizeof value, &value, sizeof value));
    CHECK(value == 3);
    release(newest);
    release(other);
    release(larger);
    tlscope_pool_clear(tlscope_pool_global());
    CHECK(tl_get_pool_count() == 0);
    release(new_on(3000, nullptr)); /* in the pool at the end: no leak */
    return 0;
}
