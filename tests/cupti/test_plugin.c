/* SPDX-License-Identifier: MIT */
/* The plugin's own sources on a CUPTI made up: which events come of which records. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "fake_cupti.h"
#include "gpu/watch.h"
#include "tracepoints/values.h"

extern const struct gpu_watch tlscope_gpu_watch;

/* What was told last of each event, and how often. */
static struct {
    size_t count[TL_GPU_COUNT];
#define TL_GPU(name, fields) struct tl_gpu_##name name;
#include "tracepoints/gpu.def"
#undef TL_GPU
    char text[256];
} told;

#define U8(field)
#define U32(field)
#define U64(field)
#define PTR(field)
#define STR(field) snprintf(told.text, sizeof told.text, "%s", event->field);
#define TL_GPU(name, fields)                                                                                           \
    static void take_##name(const struct tl_gpu_##name *event)                                                         \
    {                                                                                                                  \
        told.count[TL_GPU_##name]++;                                                                                   \
        told.name = *event;                                                                                            \
        fields                                                                                                         \
    }
#include "tracepoints/gpu.def"
#undef TL_GPU

static int enabled = 1;
static const struct tl_gpu_tracer tracer = {
#define TL_GPU(name, fields) .enabled[TL_GPU_##name] = &enabled, .name = take_##name,
#include "tracepoints/gpu.def"
#undef TL_GPU
};

/* A CUPTI that behaves so, and a plugin on it. */
static void begin(const char *how)
{
    char text[GPU_WATCH_TEXT_BYTES];
    memset(&told, 0, sizeof told);
    fake_behave(how);
    assert_true(tlscope_gpu_watch.start(&tracer, text));
    assert_string_equal(text, "");
    assert_int_equal(tlscope_gpu_watch.format, TL_TRACE_FORMAT);
}

static uint64_t monotonic(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void records_become_events(void **state)
{
    (void)state;
    begin("");
    fake_memory(true, 1000, 1, 0x7000, 4096, "/lib/libother.so");
    fake_memory(false, 2000, 1, 0x7000, 4096, NULL);
    fake_kernel(3000, 3500, 1, 7, "add");
    fake_copy(4000, 4100, 0, 2, 99);
    fake_set(5000, 5001, 1, 12);
    fake_unknown();
    assert_int_equal(told.count[TL_GPU_alloc], 0); /* not before they are delivered */
    fake_flush();
    assert_int_equal(told.start.same_clock, 1);
    assert_int_equal(told.count[TL_GPU_alloc], 1);
    assert_int_equal(told.alloc.time, 1000);
    assert_int_equal(told.alloc.address, 0x7000);
    assert_int_equal(told.alloc.bytes, 4096);
    assert_int_equal(told.alloc.ordinal, 1);
    assert_int_equal(told.alloc.kind, 3);
    assert_int_equal(told.free.time, 2000);
    assert_int_equal(told.free.bytes, 4096);
    assert_int_not_equal(told.free.correlation, told.alloc.correlation);
    assert_int_equal(told.kernel.begin, 3000);
    assert_int_equal(told.kernel.end, 3500);
    assert_int_equal(told.kernel.stream, 7);
    assert_int_equal(told.kernel.name, told.name.name);
    assert_string_equal(told.text, "add");
    assert_int_equal(told.copy.kind, 2);
    assert_int_equal(told.copy.bytes, 99);
    assert_int_equal(told.set.bytes, 12);
    assert_int_equal(told.set.ordinal, 1);
    assert_int_equal(told.count[TL_GPU_pool], 0);
    assert_int_equal(fake_buffers_out(), 0);
}

static void a_name_is_told_once(void **state)
{
    (void)state;
    begin("");
    for (int i = 0; i < 3; i++) {
        fake_kernel(1, 2, 0, 0, "first");
        fake_kernel(1, 2, 0, 0, "second");
    }
    fake_kernel(1, 2, 0, 0, NULL);
    fake_flush();
    assert_int_equal(told.count[TL_GPU_name], 2);
    assert_int_equal(told.count[TL_GPU_kernel], 7);
    assert_int_equal(told.kernel.name, 0);
}

static void pools_are_told_of(void **state)
{
    (void)state;
    begin("");
    fake_pooled(true, 10, 0, 0x1000, 100, 2048, 100);
    fake_flush();
    assert_int_equal(told.count[TL_GPU_alloc], 1);
    assert_int_equal(told.pool.reserved, 2048);
    assert_int_equal(told.pool.used, 100);
    assert_int_equal(told.pool.time, 10);
}

static void full_buffers_are_delivered(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    begin("");
    for (uint64_t i = 0; i < MANY; i++)
        fake_memory(true, i, 0, 0x1000 + i, 1, NULL);
    assert_int_not_equal(told.count[TL_GPU_alloc], 0);
    fake_flush();
    assert_int_equal(told.count[TL_GPU_alloc], MANY);
    assert_int_equal(told.alloc.time, MANY - 1);
    assert_int_equal(fake_buffers_out(), 0);
}

static void dropped_records_are_counted(void **state)
{
    (void)state;
    begin("");
    fake_dropped(5);
    fake_kernel(1, 2, 0, 0, "k");
    fake_flush();
    fake_kernel(1, 2, 0, 0, "k");
    fake_flush();
    assert_int_equal(told.count[TL_GPU_dropped], 1);
    assert_int_equal(told.dropped.records, 5);
}

/* A CUPTI that takes no clock has times of its own, which are converted. */
static void a_clock_of_its_own_is_converted(void **state)
{
    (void)state;
    begin("own-clock");
    const uint64_t before = monotonic();
    fake_memory(true, fake_now(), 0, 0x1000, 1, NULL);
    const uint64_t after = monotonic();
    assert_true(fake_now() > after + 1000000000);
    fake_flush();
    assert_int_equal(told.start.same_clock, 0);
    assert_in_range(told.alloc.time, before - 50000000, after + 50000000);
}

static void what_cannot_be_recorded_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *how;
        bool starts;
        const char *text;
    } cases[] = {
        {"no-memory", true, "cuptiActivityEnable for device memory failed: CUPTI_ERROR_INSUFFICIENT_PRIVILEGES"},
        {"no-kinds", false, "cuptiActivityEnable for kernels failed: CUPTI_ERROR_INSUFFICIENT_PRIVILEGES"},
        {"no-buffers", false, "cuptiActivityRegisterCallbacks failed: CUPTI_ERROR_MULTIPLE_SUBSCRIBERS_NOT_SUPPORTED"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[GPU_WATCH_TEXT_BYTES];
        fake_behave(cases[i].how);
        assert_int_equal(tlscope_gpu_watch.start(&tracer, text), cases[i].starts);
        assert_non_null(strstr(text, cases[i].text));
    }
}

/* In a process of its own, which ends: what is left is delivered, and the end is the last event. */
static void at_exit_all_is_told(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        execl("/proc/self/exe", "ending", (char[]){(char)('0' + ends[1]), '\0'}, (char *)NULL);
        _exit(99);
    }
    int status;
    uint64_t result[5] = {0};
    close(ends[1]);
    assert_int_equal(read(ends[0], result, sizeof result), sizeof result);
    close(ends[0]);
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    assert_int_equal(result[0], 1);          /* the allocation that nobody flushed */
    assert_int_equal(result[1], result[2]);  /* events */
    assert_int_equal(result[3], 3);          /* dropped */
    assert_int_equal(result[4], 6ull << 30); /* available on the device in use */
}

static int result_file;

static void tell_result(void)
{
    uint64_t events = 0;
    for (size_t i = 0; i < TL_GPU_COUNT; i++)
        events += told.count[i];
    const uint64_t result[5] = {told.count[TL_GPU_alloc], told.end.events, events, told.end.dropped,
                                told.count[TL_GPU_device] == 1 ? told.memory.available : 0};
    if (write(result_file, result, sizeof result) < 0)
        _exit(98);
}

static int ending(const char *file)
{
    char text[GPU_WATCH_TEXT_BYTES];
    result_file = file[0] - '0';
    if (!tlscope_gpu_watch.start(&tracer, text))
        return 97;
    fake_in_use(1, true);
    fake_available(1, 6ull << 30);
    fake_dropped(3);
    fake_memory(true, 1, 1, 0x1000, 1, NULL);
    tlscope_gpu_watch.end();
    tell_result();
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[0], "ending") == 0)
        return ending(argv[1]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_become_events),
        cmocka_unit_test(a_name_is_told_once),
        cmocka_unit_test(pools_are_told_of),
        cmocka_unit_test(full_buffers_are_delivered),
        cmocka_unit_test(dropped_records_are_counted),
        cmocka_unit_test(a_clock_of_its_own_is_converted),
        cmocka_unit_test(what_cannot_be_recorded_is_said),
        cmocka_unit_test(at_exit_all_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
