/* SPDX-License-Identifier: MIT */
/* A kernel writes to a tensor whose last release sent it into the pool; with an argument, to one that is alive. */
#include "check.h"

int main(int argc, char **)
{
    tl_tensor *tensor = new_on(1024, nullptr);
    CHECK(tensor != nullptr);
    float *data = floats(tensor);
    if (argc == 1)
        release(tensor);
    fill<<<1, 32>>>(data, 1024, 1);
    CUDA(cudaDeviceSynchronize());
    if (argc > 1)
        release(tensor);
    return 0;
}
