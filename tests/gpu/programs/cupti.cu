/* SPDX-License-Identifier: MIT */
/*
 * The plugin for CUPTI on the real one, without any tracer: what it tells of allocations, by TL and by others, is held
 * against cudaMemGetInfo, and of kernels and copies against what was done.
 */
#include "check.h"

#include <cstring>
#include <ctime>
#include <mutex>
#include <string>
#include <vector>

#include <dlfcn.h>

#include "gpu/watch.h"

enum { KERNELS = 10, OTHERS = 5, TENSORS = 3, COPY_BYTES = 12345 };
static const size_t MIB = 1 << 20;
static const size_t OTHER_BYTES = 64 * MIB;
static const size_t TENSOR_ELEMENTS = 8 * MIB; /* of 4 bytes */

/* The driver gives memory out in pages of 2 MiB, and an allocation may share one or begin a new one. */
static const size_t TOLERANCE = (OTHERS + TENSORS) * 2 * MIB;

static struct {
    std::mutex lock;
    std::vector<tl_gpu_alloc> allocations;
    std::vector<tl_gpu_free> frees;
    std::vector<tl_gpu_kernel> kernels;
    std::vector<tl_gpu_copy> copies;
    std::vector<std::string> names;
    tl_gpu_memory memory;
    size_t memories, dropped, ends;
} told;

#define TAKE(name, action)                                                                                             \
    static void take_##name(const tl_gpu_##name *event)                                                                \
    {                                                                                                                  \
        const std::lock_guard<std::mutex> guard(told.lock);                                                            \
        (void)event;                                                                                                   \
        action;                                                                                                        \
    }
TAKE(start, )
TAKE(device, )
TAKE(name, told.names.resize(event->name + 1); told.names[event->name] = event->text)
TAKE(alloc, told.allocations.push_back(*event))
TAKE(free, told.frees.push_back(*event))
TAKE(pool, )
TAKE(memory, told.memory = *event; told.memories++)
TAKE(kernel, told.kernels.push_back(*event))
TAKE(copy, told.copies.push_back(*event))
TAKE(set, )
TAKE(dropped, told.dropped += event->records)
TAKE(end, told.ends++)

static const gpu_watch *plugin_start()
{
    static const int enabled = 1;
    static tl_gpu_tracer tracer;
    char text[GPU_WATCH_TEXT_BYTES];
#define TL_GPU(name, fields)                                                                                           \
    tracer.enabled[TL_GPU_##name] = &enabled;                                                                          \
    tracer.name = take_##name;
#include "tracepoints/gpu.def"
#undef TL_GPU
    void *library = dlopen(GPU_WATCH_LIBRARY, RTLD_NOW);
    if (library == nullptr) {
        std::fprintf(stderr, "%s\n", dlerror());
        std::exit(1);
    }
    const gpu_watch *watch = static_cast<const gpu_watch *>(dlsym(library, GPU_WATCH_SYMBOL));
    CHECK(watch != nullptr);
    const bool started = watch->start(&tracer, text);
    if (text[0] != '\0')
        std::fprintf(stderr, "%s\n", text);
    CHECK(started && text[0] == '\0');
    return watch;
}

static uint64_t now()
{
    timespec clock;
    clock_gettime(CLOCK_MONOTONIC, &clock);
    return clock.tv_sec * UINT64_C(1000000000) + clock.tv_nsec;
}

/* Device memory that was allocated and not freed between two times, as it was told. */
static size_t told_alive(uint64_t from, uint64_t to)
{
    size_t bytes = 0;
    for (const tl_gpu_alloc &each : told.allocations)
        bytes += each.kind == 3 && each.time > from && each.time < to ? each.bytes : 0;
    for (const tl_gpu_free &each : told.frees)
        bytes -= each.kind == 3 && each.time > from && each.time < to ? each.bytes : 0;
    return bytes;
}

static bool is_close(size_t left, size_t right)
{
    std::printf("result: told %zu MiB, measured %zu MiB\n", left / MIB, right / MIB);
    return (left > right ? left - right : right - left) <= TOLERANCE;
}

int main()
{
    const gpu_watch *watch = plugin_start();
    void *others[OTHERS];
    tl_tensor *tensors[TENSORS];
    tl_tensor *warm = new_on(1, nullptr); /* the context, the modules, the first page */
    CHECK(warm != nullptr);
    fill<<<1, 1>>>(floats(warm), 1, 0);
    CUDA(cudaDeviceSynchronize());

    const size_t before = free_bytes();
    const uint64_t begin = now();
    for (void *&other : others)
        CUDA(cudaMalloc(&other, OTHER_BYTES));
    for (tl_tensor *&tensor : tensors) {
        tensor = new_on(TENSOR_ELEMENTS, nullptr);
        CHECK(tensor != nullptr);
    }
    const uint64_t allocated = now();
    const size_t while_alive = free_bytes();
    for (int i = 0; i < KERNELS; i++)
        fill<<<8, 64>>>(floats(tensors[0]), TENSOR_ELEMENTS, 1);
    std::vector<char> host(COPY_BYTES);
    CUDA(cudaMemcpy(host.data(), others[0], COPY_BYTES, cudaMemcpyDeviceToHost));
    for (void *other : others)
        CUDA(cudaFree(other));
    CUDA(cudaDeviceSynchronize());
    const uint64_t freed = now();
    const size_t after = free_bytes();
    watch->end();

    CHECK(is_close(told_alive(begin, allocated), before - while_alive));
    CHECK(is_close(told_alive(begin, freed), before - after));
    size_t kernels = 0;
    for (const tl_gpu_kernel &each : told.kernels) {
        const bool is_ours = told.names.at(each.name).find("fill") != std::string::npos;
        kernels += is_ours && each.begin > begin && each.end < freed && each.begin <= each.end;
    }
    CHECK(kernels == KERNELS); /* the clock is the trace's, too */
    size_t copies = 0;
    for (const tl_gpu_copy &each : told.copies)
        copies += each.kind == 2 && each.bytes == COPY_BYTES;
    CHECK(copies == 1);
    CHECK(told.dropped == 0 && told.ends == 1);
    CHECK(told.memories > 0 && told.memory.total >= told.memory.available);
    std::printf("result: %zu allocations, %zu kernels, no record dropped\n", told.allocations.size(), kernels);
    return 0;
}
