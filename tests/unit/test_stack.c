/* SPDX-License-Identifier: MIT */
/* Walks of the stack: the same as the C library's, through JIT code, and remembered rightly. */
#include <execinfo.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "runtime/thread.h"
#include "tracepoints/values.h"

#define NOINLINE __attribute__((noinline, noclone))

enum { FRAMES = 40 };

static struct walk found;
static void *expected[FRAMES];
static int expected_count;

/* As a public function does. */
static NOINLINE void take_walk(void)
{
    struct thread *self = thread_self();
    const struct memo_entry *entry =
        memo_walk(&self->memo, __builtin_return_address(0), (uintptr_t)__builtin_frame_address(0) + 16, FRAMES);
    found = entry->walk;
    expected_count = backtrace(expected, FRAMES);
}

/* The C library's begins further in, sanitizers' even more so. */
static void expect_same(void)
{
    int first = 0;
    while (first < expected_count && expected[first] != found.addresses[0])
        first++;
    assert_int_equal(found.end, TL_STACK_END_OUTERMOST);
    assert_int_equal(found.count, expected_count - first);
    for (uint32_t i = 0; i < found.count; i++)
        assert_ptr_equal(found.addresses[i], expected[(uint32_t)first + i]);
}

static NOINLINE int recurse(int depth)
{
    volatile char room[64];
    room[depth % 64] = (char)depth;
    if (depth == 0)
        take_walk();
    else if (depth % 2 == 0)
        recurse(depth - 1);
    else
        room[0] = (char)recurse(depth - 1); /* from another address */
    return room[depth % 64];
}

/* A frame whose size differs from call to call. */
static NOINLINE int with_room(size_t bytes)
{
    volatile char *room = __builtin_alloca(bytes);
    room[0] = 1;
    take_walk();
    return room[0];
}

static void walks_are_the_c_library_s(void **state)
{
    (void)state;
    for (int depth = 0; depth < 20; depth++) {
        for (int again = 0; again < 3; again++) {
            recurse(depth);
            expect_same();
        }
    }
    for (size_t bytes = 16; bytes < 4096; bytes *= 2) {
        with_room(bytes);
        expect_same();
    }
    for (size_t bytes = 4096; bytes > 16; bytes /= 2) { /* over what the larger ones left there */
        with_room(bytes);
        expect_same();
    }
}

static NOINLINE void one_way(void)
{
    take_walk();
}

static NOINLINE void other_way(void)
{
    take_walk();
}

static void other_callers_at_the_same_depth_are_told_apart(void **state)
{
    (void)state;
    for (int i = 0; i < 10; i++) {
        one_way();
        expect_same();
        other_way();
        expect_same();
    }
}

static void depth_is_kept(void **state)
{
    (void)state;
    struct thread *self = thread_self();
    struct walk walk;
    walk_stack(&self->memo.walker, &walk, __builtin_return_address(0), (uintptr_t)__builtin_frame_address(0) + 16, 1);
    assert_int_equal(walk.count, 1);
    assert_int_equal(walk.end, TL_STACK_END_DEPTH);
}

/* On a coroutine's stack words beyond may not be there, and are not remembered. */
static void other_stacks_are_read_with_care(void **state)
{
    (void)state;
    struct memo *memo = calloc(1, sizeof *memo); /* of a thread whose stack is elsewhere */
    struct memo_entry *entry =
        memo_walk(memo, __builtin_return_address(0), (uintptr_t)__builtin_frame_address(0) + 16, FRAMES);
    assert_true(entry->walk.count > 2);
    assert_int_equal(entry->walk.end, TL_STACK_END_OUTERMOST);
    assert_false(entry->walk.repeatable);
    assert_int_equal(entry->most, 0);
    free(memo);
}

#if defined(__x86_64__)
static void (*make_code(const unsigned char *code, size_t bytes))(void (*)(void))
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(page, MAP_FAILED);
    memcpy(page, code, bytes);
    void (*function)(void (*)(void));
    memcpy(&function, &page, sizeof function);
    return function;
}

static void jit_code_with_frame_pointers_is_walked(void **state)
{
    (void)state;
    static const unsigned char code[] = {0x55, 0x48, 0x89, 0xe5, 0xff, 0xd7, 0x5d, 0xc3}; /* push mov call pop ret */
    void (*jit)(void (*)(void)) = make_code(code, sizeof code);
    jit(take_walk);
    uintptr_t start;
    memcpy(&start, &jit, sizeof start);
    assert_int_equal((uintptr_t)found.addresses[0], start + 6);
    assert_int_equal(found.end, TL_STACK_END_OUTERMOST);
    assert_true(found.count > 3);
}

static void jit_code_without_them_ends_the_walk(void **state)
{
    (void)state;
    static const unsigned char code[] = {0x48, 0x83, 0xec, 0x08, 0x31, 0xed, 0xff, 0xd7, /* sub xor call add ret */
                                         0x48, 0x83, 0xc4, 0x08, 0xc3};
    static const unsigned char around[] = {0x55, 0xff, 0xd6, 0x5d, 0xc3}; /* saves the register that the code clears */
    void (*jit)(void (*)(void)) = make_code(code, sizeof code);
    void (*keep)(void (*)(void)) = make_code(around, sizeof around);
    void (*both)(void (*)(void), void (*)(void (*)(void)));
    memcpy(&both, &keep, sizeof both);
    both(take_walk, jit);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.end, TL_STACK_END_JIT);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_are_the_c_library_s),
        cmocka_unit_test(other_callers_at_the_same_depth_are_told_apart),
        cmocka_unit_test(depth_is_kept),
        cmocka_unit_test(other_stacks_are_read_with_care),
#if defined(__x86_64__)
        cmocka_unit_test(jit_code_with_frame_pointers_is_walked),
        cmocka_unit_test(jit_code_without_them_ends_the_walk),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
