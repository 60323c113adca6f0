/* SPDX-License-Identifier: MIT */
#include "stack/range.h"

#include <pthread.h>

static __thread __attribute__((tls_model("initial-exec"))) struct stack_range own;

static struct stack_range find(void)
{
    pthread_attr_t attributes;
    void *low = NULL;
    size_t size = 0;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0)
        return (struct stack_range){0};
    pthread_attr_getstack(&attributes, &low, &size);
    pthread_attr_destroy(&attributes);
    return (struct stack_range){(uintptr_t)low, (uintptr_t)low + size};
}

struct stack_range stack_range_own(void)
{
    if (own.end == 0)
        own = find();
    return own;
}
