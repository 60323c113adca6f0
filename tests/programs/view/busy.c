/* SPDX-License-Identifier: MIT */
/*
 * busy LIFETIMES [hostile]: objects of all kinds and many sizes, from many places, in nested scopes and frames, some
 * leaked, some misused. With "hostile", names and paths are such that no viewer should take them for anything but text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <tl/abi.h>
#include <tl/manager.h>
#include <tl/tensor.h>
#include <tl/tlscope.h>

enum { NESTED_MOST = 6, SLOTS = 4, ELEMENTS_MOST = 1 << 14, FEW = 1000 };

/* Text that turns its direction, with controls. */
static const char turned[] = {'\xe2', '\x80', '\xae', '"', '\'', '&', 1, 0x1b, '[', '3', '1', 'm', 0};
static const char *const names[2][4] = {
    {"Point", "Optimizer", "Batch", "Vocabulary"},
    {"<img src=x onerror=alert(1)>", "</script><script>alert(2)</script>", turned, "${alert(3)}"}};
static const char *const files[2] = {"model.tl", "<b>model</b>.tl"};

static uint64_t state = 0x9E3779B97F4A7C15u;
static long left;
static uint32_t lost_each;
static int hostile;

static uint32_t draw(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32) % below;
}

/* One in so many objects moves out of its scope, and nobody takes it over. */
static void lose_some(void *object)
{
    if (draw(lost_each) == 0) {
        tl_mem_unregister(object);
    }
}

static void make_struct(uint32_t line)
{
    void *object = malloc(16 + draw(256));
    tl_mem_register_struct_named(object, names[hostile][draw(4)]);
    tl_trace_mem(files[hostile], line, 5, "let");
    lose_some(object);
}

static void make_tensor(uint32_t line)
{
    tl_tensor *tensor = tlscope_tensor_new(tlscope_manager_global(), 1 + draw(ELEMENTS_MOST) / (1 + draw(64)),
                                           draw(2) ? TLSCOPE_F32 : TLSCOPE_I64, TLSCOPE_CPU);
    tl_mem_register_tensor(tensor);
    tl_trace_mem(files[hostile], line, 9, "let");
    if (draw(3) == 0) {
        tl_tensor_acquire(tensor);
        tl_tensor_release(tensor);
    }
    lose_some(tensor);
}

#define PLACE(number)                                                                                                  \
    static __attribute__((noinline)) void place_##number(void)                                                         \
    {                                                                                                                  \
        (number) % 3 ? make_tensor(100 + (number)) : make_struct(100 + (number));                                      \
    }
#define PLACES(X)                                                                                                      \
    X(0)                                                                                                               \
    X(1)                                                                                                               \
    X(2)                                                                                                               \
    X(3)                                                                                                               \
    X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15) X(16) X(17) X(18) X(19) X(20) X(21) X(22) X(23)
PLACES(PLACE)
#define NAME(number) place_##number,
static void (*const places[])(void) = {PLACES(NAME)};

/* Objects of a block, and blocks in it. */
static void block(uint32_t depth) /* NOLINT(misc-no-recursion): blocks nest */
{
    tl_mem_enter_scope();
    tl_trace_mem(files[hostile], 10 + depth, 1, "for");
    for (uint32_t count = 1 + draw(12); count > 0 && left > 0; count--) {
        left--;
        places[draw(sizeof(places) / sizeof(places[0]))]();
        if (depth < NESTED_MOST && draw(6) == 0) {
            block(depth + 1);
        }
    }
    tl_mem_exit_scope();
}

static void step(void)
{
    tl_mem_function_enter(SLOTS);
    for (int64_t i = 0; i < SLOTS; i++) {
        tl_mem_get_buffer(draw(SLOTS), 64 + draw(4096));
    }
    block(0);
    tl_mem_function_exit();
}

int main(int argc, char **argv)
{
    left = argc > 1 ? strtol(argv[1], NULL, 10) : 100;
    lost_each = left > FEW ? 1000 : 20;
    hostile = argc > 2 && strcmp(argv[2], "hostile") == 0;
    tlscope_mark(hostile ? names[1][1] : "begin");
    while (left > 0) {
        step();
    }
    tl_mem_exit_scope(); /* one too many */
    tl_ptr_release(&left);
    tl_mem_enter_scope(); /* and never left */
    tl_mem_register_struct(malloc(40));
    tlscope_mark("end");
    return 0;
}
