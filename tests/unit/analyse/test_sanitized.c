/* SPDX-License-Identifier: MIT */
/* What compute-sanitizer found, joined with tensors on a device: by where their data is there, and by their names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "feed.h"
#include "memory.h"
#include "sanitizer.h"

enum { DATA = 0x70000000, CUDA_TENSOR = 9 };

#define ACCESS(address)                                                                                                \
    "========= Invalid __global__ write of size 4 bytes\n"                                                             \
    "=========     at scale(float*)+0x50 in kernels.cu:34\n"                                                           \
    "=========     Address " address "\n=========\n"

/* A feed that compute-sanitizer has told such records about. */
static struct feed feed_of(const char *records)
{
    struct feed feed = feed_start();
    char path[] = "/tmp/tlscope-sanitizer-XXXXXX";
    const int descriptor = mkstemp(path);
    FILE *stream = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    assert_non_null(stream);
    fprintf(stream, "========= COMPUTE-SANITIZER\n%s========= ERROR SUMMARY: 1 error\n", records);
    fclose(stream);
    feed.analysis->memcheck = memory_new(sizeof(struct memcheck_file *));
    feed.analysis->memcheck[0] = sanitizer_log_read(path);
    feed.analysis->memcheck_count = 1;
    unlink(path);
    assert_null(feed.analysis->memcheck[0]->fault);
    process_memcheck(feed.analysis->processes[0], feed.analysis->memcheck[0]);
    FEED(&feed, origin, .origin = CUDA_TENSOR, .kind = TL_KIND_TENSOR, .owner = TL_OWNER_RUNTIME,
         .device = TL_DEVICE_CUDA, .elements = 64, .bytes = 256, .site = 2, .name = "");
    return feed;
}

/* The description is on the host, at an address that says nothing here. */
static void make(struct feed *feed, uint32_t object, uint64_t data)
{
    FEED(feed, object_new, .object = object, .pointer = 0x5000 + object * 64u, .origin = CUDA_TENSOR);
    FEED(feed, object_device, .object = object, .data = data);
    FEED(feed, register_tensor, .object = object, .site = 1, .count = 1);
}

static void pool(struct feed *feed, uint32_t object, uint32_t site)
{
    FEED(feed, tensor_release, .object = object, .site = site, .fate = TL_FATE_POOLED);
}

static const struct memchecked_error *only_error(struct feed *feed)
{
    feed_finish(feed, true);
    const struct memchecked *memchecked = feed->analysis->processes[0]->memchecked;
    assert_int_equal(memchecked->count, 1);
    return &memchecked->errors[0];
}

static void the_latest_that_was_pooled_there(void **state)
{
    (void)state;
    struct feed feed = feed_of(ACCESS("0x70000010 is out of bounds"));
    make(&feed, 1, DATA);
    make(&feed, 2, DATA + 0x1000);
    pool(&feed, 2, 5);
    pool(&feed, 1, 6);
    FEED(&feed, object_reuse, .object = 3, .pooled = 1, .origin = CUDA_TENSOR);
    FEED(&feed, object_device, .object = 3, .data = DATA);
    FEED(&feed, register_tensor, .object = 3, .site = 1, .count = 1);
    pool(&feed, 3, 7);
    FEED(&feed, object_reuse, .object = 4, .pooled = 3, .origin = CUDA_TENSOR);
    FEED(&feed, object_device, .object = 4, .data = DATA);
    const struct memchecked_error *error = only_error(&feed);
    assert_int_equal(error->by, BY_ADDRESS);
    assert_int_equal(error->object->last.number, 3);
    assert_int_equal(error->alike, 2);
    assert_non_null(strstr(error->sentence, "That is byte 16 of 256 of tensor (object 3), pooled at site_7"));
    assert_non_null(strstr(error->sentence, "the latest of 2 objects that it may be"));
    analysis_free(feed.analysis);
}

static void the_one_in_use_when_it_is_misaligned(void **state)
{
    (void)state;
    struct feed feed = feed_of(ACCESS("0x70000001 is misaligned"));
    make(&feed, 1, DATA);
    pool(&feed, 1, 6);
    FEED(&feed, object_reuse, .object = 2, .pooled = 1, .origin = CUDA_TENSOR);
    FEED(&feed, object_device, .object = 2, .data = DATA);
    assert_int_equal(only_error(&feed)->object->last.number, 2);
    analysis_free(feed.analysis);
}

static void what_is_behind_a_tensor_in_use(void **state)
{
    (void)state;
    struct feed feed =
        feed_of(ACCESS("0x70000104 is out of bounds\n"
                       "=========     and is 5 bytes after the nearest allocation at 0x70000000 of size 256 bytes"));
    make(&feed, 1, DATA);
    const struct memchecked_error *error = only_error(&feed);
    assert_int_equal(error->object->last.number, 1);
    assert_non_null(strstr(error->sentence, "That is 4 bytes after tensor (object 1)."));
    analysis_free(feed.analysis);
}

static void none_where_no_tensor_was(void **state)
{
    (void)state;
    struct feed feed = feed_of(ACCESS("0x5050 is out of bounds")); /* where the description of one is on the host */
    make(&feed, 1, DATA);
    assert_null(only_error(&feed)->object);
    analysis_free(feed.analysis);
}

static void a_leak_by_its_name(void **state)
{
    (void)state;
    struct feed feed =
        feed_of("========= Leaked 256 bytes at 0x70000000 called tensor 1 f32[64], model.tl:40\n=========\n");
    make(&feed, 1, DATA);
    const struct memchecked_error *error = only_error(&feed);
    assert_int_equal(error->by, BY_NAME);
    assert_int_equal(error->object->last.number, 1);
    assert_false(error->is_lost);
    analysis_free(feed.analysis);
}

static void a_leak_of_nobodys(void **state)
{
    (void)state;
    struct feed feed = feed_of("========= Leaked 4,096 bytes at 0x80000000\n=========\n");
    make(&feed, 1, DATA);
    assert_true(only_error(&feed)->is_lost);
    analysis_free(feed.analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_latest_that_was_pooled_there),
        cmocka_unit_test(the_one_in_use_when_it_is_misaligned),
        cmocka_unit_test(what_is_behind_a_tensor_in_use),
        cmocka_unit_test(none_where_no_tensor_was),
        cmocka_unit_test(a_leak_by_its_name),
        cmocka_unit_test(a_leak_of_nobodys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
