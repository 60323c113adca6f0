/* SPDX-License-Identifier: MIT */
/*
 * What it takes to have a tensor of 1 MiB and to give it back: from the pool, from cudaMalloc, from cudaMallocAsync.
 * Medians of rounds that take turns, in nanoseconds. With the argument `pool` that alone, as "pool NANOSECONDS".
 */
#include <algorithm>
#include <chrono>
#include <cstring>
#include <vector>

#include "check.h"

enum { ROUNDS = 21, TIMES = 200, ELEMENTS = 1 << 18 };

static void from_pool(cudaStream_t stream)
{
    release(new_on(ELEMENTS, stream));
}

static void from_malloc(cudaStream_t)
{
    void *data = nullptr;
    CUDA(cudaMalloc(&data, ELEMENTS * sizeof(float)));
    CUDA(cudaFree(data));
}

static void from_malloc_async(cudaStream_t stream)
{
    void *data = nullptr;
    CUDA(cudaMallocAsync(&data, ELEMENTS * sizeof(float), stream));
    CUDA(cudaFreeAsync(data, stream));
}

static double round_of(void (*work)(cudaStream_t), cudaStream_t stream)
{
    CUDA(cudaDeviceSynchronize());
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < TIMES; i++)
        work(stream);
    CUDA(cudaStreamSynchronize(stream));
    return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count() / TIMES;
}

static double median(std::vector<double> rounds)
{
    std::sort(rounds.begin(), rounds.end());
    return rounds[rounds.size() / 2];
}

int main(int argc, char **argv)
{
    cudaStream_t stream;
    CUDA(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
    void (*const ways[])(cudaStream_t) = {from_pool, from_malloc, from_malloc_async};
    std::vector<double> rounds[3];
    const bool pool_alone = argc > 1 && std::strcmp(argv[1], "pool") == 0;
    for (int i = 0; i < ROUNDS; i++)
        for (int way = 0; way < (pool_alone ? 1 : 3); way++)
            rounds[way].push_back(round_of(ways[way], stream));
    const double pool = median(rounds[0]);
    if (pool_alone) {
        std::printf("pool %.0f\n", pool);
        return 0;
    }
    const double plain = median(rounds[1]);
    const double ordered = median(rounds[2]);
    std::printf("result: a tensor of 1 MiB: pool %.0f ns, cudaMalloc %.0f ns, cudaMallocAsync %.0f ns\n", pool, plain,
                ordered);
    std::printf("result: pool / cudaMalloc: %.3f, pool / cudaMallocAsync: %.3f\n", pool / plain, pool / ordered);
    return 0;
}
