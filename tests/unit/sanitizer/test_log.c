/* SPDX-License-Identifier: MIT */
/* compute-sanitizer's logs as its documentation shows them, of several versions; cut, broken and unknown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "memory.h"
#include "sanitizer.h"

#define BEGIN      "========= COMPUTE-SANITIZER\n"
#define SUMMARY(n) "========= ERROR SUMMARY: " n "\n"

static struct memcheck_file *read_log(const char *text)
{
    char *path = memory_copy("/tmp/sanitizer.4711.log.XXXXXX");
    const int descriptor = mkstemp(path);
    FILE *stream = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    assert_non_null(stream);
    fputs(text, stream);
    fclose(stream);
    struct memcheck_file *file = sanitizer_log_read(path);
    unlink(path);
    free(path);
    assert_non_null(file);
    return file;
}

static const struct memcheck_frame *frame_of(const struct memcheck_file *file, size_t stack, size_t frame)
{
    assert_true(file->error_count > 0 && file->errors[0].stack_count > stack);
    assert_true(file->errors[0].stacks[stack].count > frame);
    return &file->errors[0].stacks[stack].frames[frame];
}

static void an_access_with_its_stacks(void **state)
{
    (void)state;
    struct memcheck_file *file = read_log(
        BEGIN "========= Invalid __global__ write of size 4 bytes\n"
              "=========     at out_of_bounds_function(int *, int)+0xb0 in src/memcheck_demo.cu:39\n"
              "=========     by thread (0,0,0) in block (0,0,0)\n"
              "=========     Address 0x710fdc800410 is out of bounds\n"
              "=========     and is 17 bytes after the nearest allocation at 0x710fdc800000 of size 1,024 bytes\n"
              "=========     Device Frame: out_of_bounds_kernel()+0x30 in src/memcheck_demo.cu:44\n"
              "=========     Saved host backtrace up to driver entry point at kernel launch time\n"
              "=========         Host Frame: run_out_of_bounds() in src/host.cu:12 [0xadb6] in memcheck_demo\n"
              "=========         Host Frame: main [0xae66] in memcheck_demo\n"
              "=========\n" SUMMARY("1 error"));
    assert_null(file->fault);
    assert_true(file->finished);
    assert_int_equal(file->parent_pid, 4711);
    assert_string_equal(file->tool, "compute-sanitizer");
    assert_int_equal(file->error_count, 1);
    const struct memcheck_error *error = &file->errors[0];
    assert_int_equal(error->kind, MEMCHECK_DEVICE_WRITE);
    assert_string_equal(error->what, "Invalid __global__ write of size 4 bytes");
    assert_true(error->block.known && error->block.sized);
    assert_int_equal(error->block.address, 0x710fdc800410);
    assert_int_equal(error->block.start, 0x710fdc800000);
    assert_int_equal(error->block.size, 1024);
    assert_int_equal(error->stack_count, 2);
    assert_string_equal(frame_of(file, 0, 0)->function, "out_of_bounds_function(int *, int)");
    assert_string_equal(frame_of(file, 0, 0)->file, "src/memcheck_demo.cu");
    assert_int_equal(frame_of(file, 0, 0)->line, 39);
    assert_string_equal(frame_of(file, 0, 1)->function, "out_of_bounds_kernel()");
    assert_string_equal(frame_of(file, 1, 0)->function, "run_out_of_bounds()");
    assert_string_equal(frame_of(file, 1, 0)->file, "src/host.cu");
    assert_string_equal(frame_of(file, 1, 1)->function, "main");
    assert_string_equal(frame_of(file, 1, 1)->object, "memcheck_demo");
    assert_int_equal(frame_of(file, 1, 1)->address, 0xae65);
    assert_true(frame_of(file, 1, 1)->relative);
    memcheck_file_free(file);
}

static void accesses_as_older_versions_tell_them(void **state)
{
    (void)state;
    static const char *const places[] = {"0x3c8 in U:/lab/exercise.cu:42:affine_decrypt(int*,int*)",
                                         "0x3c8 in affine_decrypt(int*,int*)",
                                         "affine_decrypt(int*,int*):0x3c8 in U:/lab/exercise.cu:42"};
    for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
        char *text =
            memory_print(BEGIN "========= Invalid __global__ read of size 8 bytes\n"
                               "=========     at %s\n"
                               "=========     by thread (63,0,0) in block (0,0,0)\n"
                               "=========     Address 0x7f004700004f is out of bounds\n"
                               "=========     Saved host backtrace up to driver entry point at kernel launch time\n"
                               "=========     Host Frame:GlobalInitializer [0x7ff8b9c080d4]\n"
                               "=========                in C:\\collection.dll\n"
                               "=========\n" SUMMARY("1 error"),
                         places[i]);
        struct memcheck_file *file = read_log(text);
        free(text);
        assert_null(file->fault);
        assert_int_equal(file->errors[0].kind, MEMCHECK_DEVICE_READ);
        assert_false(file->errors[0].block.sized);
        assert_int_equal(file->errors[0].block.address, 0x7f004700004f);
        assert_int_equal(file->errors[0].block.state, MEMCHECK_FREED);
        assert_string_equal(frame_of(file, 0, 0)->function, "affine_decrypt(int*,int*)");
        assert_int_equal(frame_of(file, 0, 0)->address, 0x3c8);
        assert_string_equal(frame_of(file, 0, 0)->file, i == 1 ? "" : "U:/lab/exercise.cu");
        assert_string_equal(frame_of(file, 1, 0)->object, "C:\\collection.dll");
        memcheck_file_free(file);
    }
}

static void threads_of_one_kernel_are_one_error(void **state)
{
    (void)state;
    struct memcheck_file *file = read_log(BEGIN "========= Invalid __global__ write of size 1 bytes\n"
                                                "=========     at Iota(unsigned char*)+0x60\n"
                                                "=========     by thread (62,0,0) in block (0,0,0)\n"
                                                "=========     Address 0x7f0047000010 is out of bounds\n"
                                                "=========\n"
                                                "========= Invalid __global__ write of size 1 bytes\n"
                                                "=========     at Iota(unsigned char*)+0x60\n"
                                                "=========     by thread (63,0,0) in block (0,0,0)\n"
                                                "=========     Address 0x7f0047000011 is out of bounds\n"
                                                "=========\n"
                                                "========= Invalid __global__ write of size 1 bytes\n"
                                                "=========     at Other(unsigned char*)+0x60\n"
                                                "=========     Address 0x7f0047000012 is misaligned\n"
                                                "=========\n" SUMMARY("3 errors"));
    assert_null(file->fault);
    assert_int_equal(file->error_count, 2);
    assert_int_equal(file->errors[0].count, 2);
    assert_int_equal(file->errors[0].block.address, 0x7f0047000010);
    assert_int_equal(file->errors[1].block.state, MEMCHECK_STATE_UNKNOWN);
    memcheck_file_free(file);
}

static void leaks_with_and_without_a_name_of_ours(void **state)
{
    (void)state;
    struct memcheck_file *file =
        read_log(BEGIN "========= Leaked 4,096 bytes at 0x7879c0800000 called tensor 12 f32[1024], model.tl:40\n"
                       "=========     Saved host backtrace up to driver entry point at allocation time\n"
                       "=========         Host Frame: cudaMalloc [0x56624] in train\n"
                       "=========\n"
                       "========= Leaked 16 bytes at 0x7879c0900000 called My allocation\n"
                       "=========\n"
                       "========= Leaked 16 bytes at 0x4012ffff6 on the device heap\n"
                       "=========\n"
                       "========= LEAK SUMMARY: 4128 bytes leaked in 3 allocations\n" SUMMARY("3 errors"));
    assert_null(file->fault);
    assert_int_equal(file->error_count, 3);
    assert_int_equal(file->errors[0].kind, MEMCHECK_DEVICE_LEAK);
    assert_true(memcheck_kind_is_leak(file->errors[0].kind));
    assert_int_equal(file->errors[0].object, 12);
    assert_int_equal(file->errors[0].leaked_bytes, 4096);
    assert_int_equal(file->errors[0].block.start, 0x7879c0800000);
    assert_string_equal(frame_of(file, 0, 0)->function, "cudaMalloc");
    assert_int_equal(file->errors[1].object, 0);
    assert_int_equal(file->errors[2].block.start, 0x4012ffff6);
    memcheck_file_free(file);
}

static void errors_of_calls_and_unknown_ones(void **state)
{
    (void)state;
    struct memcheck_file *file = read_log(
        BEGIN "========= Program hit cudaErrorInvalidValue (error 1) due to \"invalid argument\" on CUDA API call to "
              "cudaMemcpy.\n"
              "=========     Saved host backtrace up to driver entry point at error\n"
              "=========         Host Frame: cudaMemcpy [0x56624] in train\n"
              "=========\n"
              "========= Malloc/Free error encountered : Double free\n"
              "=========     at 0x79d8\n"
              "=========     by thread (0,0,0) in block (0,0,0)\n"
              "=========     Address 0x400aff920\n"
              "=========\n"
              "========= Warning: something that matters little\n" SUMMARY("2 errors"));
    assert_null(file->fault);
    assert_int_equal(file->error_count, 2);
    assert_int_equal(file->errors[0].kind, MEMCHECK_DEVICE_API);
    assert_int_equal(file->errors[0].stacks[0].count, 1);
    assert_int_equal(file->errors[1].kind, MEMCHECK_DEVICE_OTHER);
    assert_int_equal(file->errors[1].block.address, 0x400aff920);
    assert_int_equal(file->message_count, 1);
    memcheck_file_free(file);
}

static void what_is_not_known_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *fault;
    } logs[] = {
        {"", "it is none of compute-sanitizer's"},
        {"hello\n", "it is none of compute-sanitizer's"},
        {BEGIN "========= Invalid __global__ write of size", "it is cut"},
        {BEGIN SUMMARY("7 errors"), "it counted 7 errors and told 0"},
        {BEGIN "========= Error: No attachable process found. compute-sanitizer timed-out.\n" SUMMARY("0 errors"),
         "Error: No attachable process found"},
        {BEGIN "========= Internal Sanitizer Error: The Sanitizer encountered an error\n" SUMMARY("0 errors"),
         "Internal Sanitizer Error"},
        {"========= Unable to find injection library libsanitizer-collection.so\n", "Unable to find injection library"},
    };
    for (size_t i = 0; i < sizeof(logs) / sizeof(*logs); i++) {
        struct memcheck_file *file = read_log(logs[i].text);
        assert_non_null(file->fault);
        assert_memory_equal(file->fault, logs[i].fault, strlen(logs[i].fault));
        memcheck_file_free(file);
    }
}

/* Any line, cut anywhere and in any order, is taken. */
static void broken_lines_are_taken(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "========= COMPUTE-SANITIZER",
        "========= Invalid __global__ write of size 1 bytes",
        "=========     at Iota(unsigned char*)+0x60 in a.cu:12",
        "=========     Address 0x7f0047000010 is out of bounds",
        "=========     and is 17 bytes before the nearest allocation at 0x710fdc800000 of size 1,024 bytes",
        "=========     Saved host backtrace up to driver entry point at kernel launch time",
        "=========         Host Frame: main in a.c:9 [0xae66] in memcheck_demo",
        "=========         Host Frame: [0xae66] in memcheck_demo",
        "========= Leaked 1,024 bytes at 0x7879c0800000 called tensor 12 f32[1024]",
        "=========",
        "========= ERROR SUMMARY: 99999999999999999999999999 errors",
    };
    enum { LINES = sizeof(lines) / sizeof(*lines), ROUNDS = 400, LENGTH = 30 };
    unsigned seed = 1;
    for (int round = 0; round < ROUNDS; round++) {
        char *text = memory_copy("");
        for (int i = 0; i < LENGTH; i++) {
            seed = seed * 1103515245u + 12345u;
            const char *line = lines[(seed >> 8) % LINES];
            const size_t cut = (seed >> 16) % 4 == 0 ? (seed >> 20) % (strlen(line) + 1) : strlen(line);
            char *longer = memory_print("%s%.*s\n", text, (int)cut, line);
            free(text);
            text = longer;
        }
        struct memcheck_file *file = read_log(text);
        memcheck_file_free(file);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_access_with_its_stacks),
        cmocka_unit_test(accesses_as_older_versions_tell_them),
        cmocka_unit_test(threads_of_one_kernel_are_one_error),
        cmocka_unit_test(leaks_with_and_without_a_name_of_ours),
        cmocka_unit_test(errors_of_calls_and_unknown_ones),
        cmocka_unit_test(what_is_not_known_is_said),
        cmocka_unit_test(broken_lines_are_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
