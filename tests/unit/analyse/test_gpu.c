/* SPDX-License-Identifier: MIT */
/* What CUPTI tells of devices in, whose their memory is out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "feed.h"

#define GPU(feed, name, ...)                                                                                           \
    feed_gpu_event(feed, &(struct trace_gpu_event){.id = TL_GPU_##name, .as.name = {__VA_ARGS__}})

static const uint64_t MIB = 1 << 20;
enum { DEVICE_MEMORY = 3, MANAGED = 5, ON_CUDA = 9 };

/* CUPTI's clock is as far from the trace's as CLOCK_MONOTONIC is from the Unix epoch. */
static const int64_t ORIGIN = 900000000;

/* The latest moment, as CUPTI tells it. */
static uint64_t now(const struct feed *feed)
{
    return (uint64_t)(feed->time_ns - ORIGIN);
}

static struct feed start(void)
{
    struct feed feed = feed_start();
    FEED(&feed, origin, .origin = ON_CUDA, .kind = TL_KIND_TENSOR, .owner = TL_OWNER_RUNTIME, .device = TL_DEVICE_CUDA,
         .bytes = 10 * MIB, .site = 2, .name = "");
    GPU(&feed, start, .time = now(&feed) + 1000, .same_clock = 1); /* told a microsecond after the event before */
    return feed;
}

static void allocate(struct feed *feed, uint64_t time, uint64_t address, uint64_t bytes)
{
    GPU(feed, alloc, .time = time, .address = address, .bytes = bytes, .kind = DEVICE_MEMORY);
}

static void release(struct feed *feed, uint64_t time, uint64_t address)
{
    GPU(feed, free, .time = time, .address = address, .kind = DEVICE_MEMORY);
}

static void tensor(struct feed *feed, uint32_t object)
{
    FEED(feed, object_new, .object = object, .pointer = 0x8000 + 16u * object, .origin = ON_CUDA);
    FEED(feed, object_device, .object = object, .ordinal = 0);
    FEED(feed, register_tensor, .object = object, .site = 2, .count = 1);
}

static const struct gpu *finish(struct feed *feed)
{
    struct gpu *gpu = &feed->analysis->processes[0]->gpu;
    GPU(feed, end, .events = gpu->events + 1);
    feed_finish(feed, true);
    return gpu;
}

static const struct gpu_device *device(const struct gpu *gpu, size_t index)
{
    assert_true(index < gpu->devices.count);
    return gpu->devices.entries[index];
}

static void memory_is_whose(void **state)
{
    (void)state;
    struct feed feed = start();
    GPU(&feed, device, .ordinal = 0, .bytes = 1000 * MIB, .text = "Fake");
    allocate(&feed, now(&feed), 0x100000, 10 * MIB);
    tensor(&feed, 1);
    allocate(&feed, now(&feed), 0x200000, 10 * MIB);
    tensor(&feed, 2);
    allocate(&feed, now(&feed), 0x300000, 70 * MIB); /* another library's */
    GPU(&feed, memory, .time = now(&feed), .ordinal = 0, .total = 1000 * MIB, .available = 600 * MIB);
    FEED(&feed, tensor_release, .object = 2, .site = 3, .count = 0, .fate = TL_FATE_POOLED);
    const struct gpu *gpu = finish(&feed);
    const struct gpu_device *cuda = device(gpu, 0);
    assert_string_equal(cuda->name, "Fake");
    assert_int_equal(cuda->last.parts[GPU_LIVE], 10 * MIB);
    assert_int_equal(cuda->last.parts[GPU_POOL], 10 * MIB);
    assert_int_equal(cuda->last.parts[GPU_OTHERS], 70 * MIB);
    assert_int_equal(cuda->last.parts[GPU_DRIVER], 310 * MIB);
    assert_int_equal(cuda->last.available, 600 * MIB);
    assert_true(gpu_is_whole(gpu));
    analysis_free(feed.analysis);
}

/* Records of one buffer come after those of another: what counts is when it was. */
static void late_records_stand_at_their_times(void **state)
{
    (void)state;
    struct feed feed = start();
    const uint64_t begin = now(&feed);
    allocate(&feed, begin + 500, 0x1000, 5 * MIB);
    release(&feed, begin + 600, 0x1000);
    allocate(&feed, begin + 700, 0x1000, 1 * MIB); /* told after its free, which follows */
    release(&feed, begin + 400, 0x2000);
    allocate(&feed, begin + 300, 0x2000, 50 * MIB);
    const struct gpu *gpu = finish(&feed);
    assert_int_equal(device(gpu, 0)->last.parts[GPU_OTHERS], 1 * MIB);
    assert_int_equal(device(gpu, 0)->peak.parts[GPU_OTHERS], 50 * MIB);
    assert_int_equal(device(gpu, 0)->peak.time_ns, ORIGIN + (int64_t)begin + 300);
    analysis_free(feed.analysis);
}

/* Tensors made long before their allocations are told of are no others' memory. */
static void tensors_meet_their_allocations(void **state)
{
    (void)state;
    struct feed feed = start();
    uint64_t times[8];
    for (uint32_t i = 0; i < 8; i++) {
        times[i] = now(&feed);
        tensor(&feed, i + 1);
    }
    for (uint32_t i = 0; i < 8; i++) {
        allocate(&feed, times[i], 0x1000 * ((uint64_t)i + 1), 10 * MIB);
    }
    const struct gpu *gpu = finish(&feed);
    assert_int_equal(device(gpu, 0)->peak.parts[GPU_LIVE], 80 * MIB);
    assert_int_equal(device(gpu, 0)->peak.parts[GPU_OTHERS], 0);
    analysis_free(feed.analysis);
}

static void steps_do_not_pile_up(void **state)
{
    (void)state;
    struct feed feed = start();
    for (uint64_t i = 0; i < 20000; i++) {
        feed.time_ns += 1000000; /* a millisecond each */
        allocate(&feed, now(&feed), 0x1000 * (i + 1), MIB);
        release(&feed, now(&feed), 0x1000 * (i + 1));
    }
    const struct gpu *gpu = &feed.analysis->processes[0]->gpu;
    assert_true(gpu->order.room <= 8192);
    finish(&feed);
    assert_int_equal(device(gpu, 0)->last.parts[GPU_OTHERS], 0);
    assert_int_equal(device(gpu, 0)->peak.parts[GPU_OTHERS], MIB);
    assert_int_equal(gpu->live.count, 0);
    analysis_free(feed.analysis);
}

static void devices_and_kinds_are_told_apart(void **state)
{
    (void)state;
    struct feed feed = start();
    GPU(&feed, alloc, .time = now(&feed), .address = 0x1000, .bytes = 3 * MIB, .kind = DEVICE_MEMORY, .ordinal = 1);
    GPU(&feed, alloc, .time = now(&feed), .address = 0x2000, .bytes = 2 * MIB, .kind = MANAGED, .ordinal = 0);
    GPU(&feed, alloc, .time = now(&feed), .address = 0x3000, .bytes = 9 * MIB, .kind = 2, .ordinal = 0); /* pinned */
    GPU(&feed, pool, .time = now(&feed), .address = 0xb, .ordinal = 1, .reserved = 32 * MIB, .used = 3 * MIB);
    GPU(&feed, kernel, .begin = 100, .end = 150, .ordinal = 1);
    GPU(&feed, kernel, .begin = 200, .end = 225, .ordinal = 1);
    GPU(&feed, copy, .begin = 100, .end = 101, .bytes = 77, .ordinal = 0);
    const struct gpu *gpu = finish(&feed);
    assert_int_equal(device(gpu, 0)->key, 0);
    assert_int_equal(device(gpu, 0)->last.parts[GPU_OTHERS], 0);
    assert_int_equal(device(gpu, 0)->last.managed, 2 * MIB);
    assert_int_equal(device(gpu, 0)->copies.bytes, 77);
    assert_int_equal(device(gpu, 1)->last.parts[GPU_OTHERS], 3 * MIB);
    assert_int_equal(device(gpu, 1)->last.parts[GPU_RESERVED], 29 * MIB);
    assert_int_equal(device(gpu, 1)->kernels.count, 2);
    assert_int_equal(device(gpu, 1)->kernels.ns, 75);
    analysis_free(feed.analysis);
}

static void libraries_are_named(void **state)
{
    (void)state;
    struct feed feed = start();
    GPU(&feed, name, .name = 4, .text = "/lib/libother.so");
    GPU(&feed, alloc, .time = now(&feed), .address = 0x1000, .bytes = 3, .kind = DEVICE_MEMORY, .source = 4);
    allocate(&feed, now(&feed), 0x2000, 2);
    release(&feed, now(&feed), 0x1000);
    const struct gpu *gpu = finish(&feed);
    const struct gpu_source *source = gpu->sources.entries[0];
    assert_int_equal(gpu->sources.count, 2);
    assert_string_equal(source->text, "/lib/libother.so");
    assert_int_equal(source->most, 3);
    assert_int_equal(source->bytes, 0);
    assert_string_equal(((const struct gpu_source *)gpu->sources.entries[1])->text, "");
    analysis_free(feed.analysis);
}

static void what_is_missing_is_known(void **state)
{
    (void)state;
    struct feed feed = start();
    GPU(&feed, dropped, .records = 7);
    const struct gpu *gpu = finish(&feed);
    assert_int_equal(gpu->dropped, 7);
    assert_false(gpu_is_whole(gpu));
    analysis_free(feed.analysis);

    feed = start();
    gpu = &feed.analysis->processes[0]->gpu;
    GPU(&feed, end, .events = gpu->events + 11);
    feed_finish(&feed, true);
    assert_int_equal(gpu->events_lost, 10);
    assert_false(gpu_is_whole(gpu));
    assert_int_equal(analysis_lost(feed.analysis), 0); /* of TL's events none is missing */
    analysis_free(feed.analysis);
}

/* Frees of what was never allocated, blocks given out twice, no beginning. */
static void any_sequence_is_taken(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    release(&feed, 5, 0xbad);
    allocate(&feed, 6, 0xbad, 10);
    allocate(&feed, 7, 0xbad, 20);
    allocate(&feed, 8, 0, 20);
    release(&feed, UINT64_MAX, 0);
    GPU(&feed, memory, .time = 9, .total = 1, .available = 2);
    GPU(&feed, kernel, .begin = 2, .end = 1, .ordinal = UINT32_MAX, .name = 99);
    const struct gpu *gpu = finish(&feed);
    assert_int_equal(device(gpu, 0)->last.parts[GPU_OTHERS], 20);
    assert_false(gpu_is_whole(gpu));
    analysis_free(feed.analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_whose),
        cmocka_unit_test(late_records_stand_at_their_times),
        cmocka_unit_test(tensors_meet_their_allocations),
        cmocka_unit_test(steps_do_not_pile_up),
        cmocka_unit_test(devices_and_kinds_are_told_apart),
        cmocka_unit_test(libraries_are_named),
        cmocka_unit_test(what_is_missing_is_known),
        cmocka_unit_test(any_sequence_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
