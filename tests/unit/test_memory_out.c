/* SPDX-License-Identifier: MIT */
/* Every allocation of the runtime's tables made to fail, one after the other, in a mixed piece of work: it goes on,
 * says so, and its tables stay whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <tl/pool.h>
#include <tl/tensor.h>

#include "manager/manager.h"
#include "recorder.h"

void *__real_memory_resize(void *old, size_t old_bytes, size_t new_bytes);
void *__wrap_memory_resize(void *old, size_t old_bytes, size_t new_bytes);

static long allocations; /* since the work began */
static long failing;     /* which of them fails; 0: none */

void *__wrap_memory_resize(void *old, size_t old_bytes, size_t new_bytes)
{
    if (new_bytes > old_bytes && ++allocations == failing)
        return NULL;
    return __real_memory_resize(old, old_bytes, new_bytes);
}

/* Blocks are remembered here: one that was refused stays the test's. */
static void register_new(tlscope_manager *manager, void **refused)
{
    void *block = malloc(32);
    const size_t before = recorder_count(TL_EVENT_register_struct);
    tlscope_manager_register_struct(manager, block);
    if (recorder_event(TL_EVENT_register_struct, before)->register_struct.outcome != TL_REGISTER_REFUSED)
        return;
    if (manager->objects.slab.used != 0 && tlscope_manager_release_ptr(manager, block))
        return;
    *(void **)block = *refused;
    *refused = block;
}

static void use_vector(tlscope_manager *manager)
{
    tl_vec *vec = malloc(sizeof *vec);
    *vec = (tl_vec){.data = malloc(2 * sizeof(void *)), .cap = 2, .len = 2};
    vec->data[0] = vec->data[1] = NULL;
    tlscope_manager_register_vec_ptr(manager, vec);
    const struct tl_event_register_vec_ptr *told = &recorder_last(TL_EVENT_register_vec_ptr)->register_vec_ptr;
    if (told->outcome == TL_REGISTER_REFUSED) {
        free(vec->data);
        free(vec);
    }
}

static void use_everything(tlscope_manager *manager, void **refused)
{
    tlscope_manager_function_enter(manager, 70);
    for (int i = 0; i < 200; i++)
        register_new(manager, refused);
    for (size_t i = 0; i < 140; i++)
        tlscope_manager_get_buffer(manager, i % 70, 16 + i * 8);
    for (int i = 0; i < 100; i++) {
        tl_tensor *tensor = tlscope_tensor_new(manager, (size_t)i + 1, TLSCOPE_F32, TLSCOPE_CPU);
        if (tensor == NULL)
            continue;
        tlscope_manager_register_tensor(manager, tensor);
        if (!tlscope_manager_is_registered(manager, tensor)) /* refused: still ours */
            tlscope_tensor_free(manager, tensor);
    }
    use_vector(manager);
    for (int i = 0; i < 200; i++)
        tlscope_manager_enter_scope(manager);
    while (scopes_depth(&manager->scopes) > 2)
        tlscope_manager_exit_scope(manager);
    tlscope_manager_function_exit(manager);
    while (scopes_depth(&manager->scopes) > 1)
        tlscope_manager_exit_scope(manager);
}

/* False once fewer allocations were made than the one that should fail. */
static bool survives(long which)
{
    void *refused = NULL;
    failing = 0;
    tlscope_manager *manager = tlscope_manager_new();
    assert_non_null(manager);
    recorder_start();
    allocations = 0;
    failing = which;
    use_everything(manager, &refused);
    const bool failed = allocations >= which;
    failing = 0;
    assert_true(objects_are_valid(&manager->objects));
    assert_true(scopes_are_valid(&manager->scopes));
    tlscope_manager_destroy(manager);
    while (refused != NULL) {
        void *next = *(void **)refused;
        free(refused);
        refused = next;
    }
    return failed;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    long which = 1;
    runtime.options.diagnostics = 0;
    while (survives(which))
        which++;
    assert_true(which > 15); /* the work does reach the tables */
}

static void no_memory_for_a_manager(void **state)
{
    (void)state;
    allocations = 0;
    failing = 1;
    assert_null(tlscope_manager_new());
    failing = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(no_memory_for_a_manager),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
