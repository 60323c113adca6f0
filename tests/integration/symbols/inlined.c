/* SPDX-License-Identifier: MIT */
/* A call two levels of inlining deep. Lines that the test asks for end in a word of their own. */
#include <stdlib.h>

#include <tl/abi.h>

static inline __attribute__((always_inline)) void hand_over(void *block)
{
    tl_mem_register_struct(block); /* line: registers */
    tl_mem_unregister(block);
}

static inline __attribute__((always_inline)) void *make(size_t bytes)
{
    void *block = malloc(bytes);
    hand_over(block); /* line: hands over */
    return block;
}

void *build(size_t bytes);

__attribute__((noinline)) void *build(size_t bytes)
{
    char *block = make(bytes); /* line: makes */
    block[0] = 1;
    return block;
}

int main(void)
{
    tl_mem_enter_scope();
    char *block = build(24);
    tl_mem_exit_scope();
    return block[0] == 1 ? 0 : 1;
}
