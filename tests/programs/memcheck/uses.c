/* SPDX-License-Identifier: MIT */
/*
 * `uses CASE`: one use, right or wrong, of memory that the manager has to do with. Linked with the runtime, and with a
 * plain manager to compare with.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "uses.h"

static volatile int sink;

void use(const volatile char *byte)
{
    sink = (unsigned char)*byte;
}

void decide(const char *byte)
{
    if (*byte > 3)
        sink = 1;
}

void forget(void)
{
    volatile char stack[16384];
    for (size_t i = 0; i < sizeof stack; i++)
        stack[i] = 0;
    __asm__ volatile("" ::: "rbx", "r12", "r13", "r14", "r15");
}

char *make_struct(void)
{
    char *made = malloc(STRUCT_BYTES);
    memset(made, 7, STRUCT_BYTES);
    return made;
}

tl_tensor *make_tensor(void)
{
    return tlscope_tensor_new(tlscope_manager_global(), ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU);
}

char *data_of(tl_tensor *tensor)
{
    return tlscope_tensor_data(tensor);
}

void release_struct(char *object)
{
    tl_ptr_release(object);
}

void release_tensor(tl_tensor *tensor)
{
    tl_tensor_release(tensor);
}

void release_tensor_again(tl_tensor *tensor)
{
    tl_tensor_release(tensor);
}

static const struct {
    const char *name;
    void (*run)(void);
} cases[] = {
#define CASE(name) {#name, name},
    CASES(CASE)
#undef CASE
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc == 2 && i < sizeof cases / sizeof cases[0]; i++) {
        if (strcmp(argv[1], cases[i].name) == 0) {
            cases[i].run();
            return 0;
        }
    }
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        puts(cases[i].name);
    return 2;
}
