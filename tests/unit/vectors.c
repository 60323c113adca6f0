/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "manager/manager.h"
#include "recorder.h"
#include "vectors.h"

tlscope_manager *manager;

int vectors_set_up(void **state)
{
    (void)state;
    runtime.options.diagnostics = 0;
    manager = tlscope_manager_new();
    tlscope_manager_enter_scope(manager);
    recorder_start();
    return manager == NULL;
}

int vectors_tear_down(void **state)
{
    (void)state;
    assert_true(objects_are_valid(&manager->objects));
    tlscope_manager_destroy(manager);
    return 0;
}

tl_vec *new_vector(int64_t cap)
{
    tl_vec *vec = malloc(sizeof *vec);
    *vec = (tl_vec){.data = cap > 0 ? calloc((size_t)cap, sizeof(void *)) : NULL, .cap = cap};
    return vec;
}

void push(tl_vec *vec, void *pointer)
{
    vec->data[vec->len++] = pointer;
}

void *element(void)
{
    void *block = malloc(16);
    tlscope_manager_register_struct(manager, block);
    tlscope_manager_unregister(manager, block);
    return block;
}
