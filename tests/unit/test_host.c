/* SPDX-License-Identifier: MIT */
/* A host runtime's tensors, and the pool's rules as a host sees them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <tl/pool.h>
#include <tl/tensor.h>

#include "manager/calls.h"
#include "recorder.h"

enum { TENSORS = 64 };

/* The host's world: its tensors are the addresses of `tensors`. */
static struct {
    char tensors[TENSORS];
    _Alignas(16) char arena[256];
    int destroyed, pooled;
    size_t pooled_count_seen;
} host;

static tlscope_manager *manager;

static tl_tensor *tensor_of(int place)
{
    return (tl_tensor *)(void *)&host.tensors[place];
}

static bool describe(void *context, const tl_tensor *tensor, tlscope_tensor_description *description)
{
    const char *address = (const char *)tensor;
    (void)context;
    *description = (tlscope_tensor_description){.elements = 10, .bytes = 40, .dtype = 0, .device = 0};
    return address >= host.tensors && address < host.tensors + TENSORS;
}

static void destroy(void *context, tl_tensor *tensor)
{
    (void)context;
    (void)tensor;
    host.destroyed++;
    tlscope_manager_enter_scope(manager); /* a callback may call back in */
    tlscope_manager_exit_scope(manager);
}

static void pooled(void *context, tl_tensor *tensor)
{
    (void)context;
    (void)tensor;
    host.pooled++;
    host.pooled_count_seen = tlscope_pool_total_count(tlscope_manager_pool(manager));
}

static bool is_arena(void *context, const void *address)
{
    (void)context;
    return (const char *)address >= host.arena && (const char *)address < host.arena + sizeof host.arena;
}

static int set_up(void **state)
{
    (void)state;
    const tlscope_host table = {.describe = describe, .destroy = destroy, .pooled = pooled, .is_arena = is_arena};
    runtime.options.diagnostics = 0;
    manager = tlscope_manager_new();
    tlscope_set_host(&table);
    recorder_start();
    host.destroyed = host.pooled = 0;
    return manager == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    assert_true(objects_are_valid(&manager->objects));
    tlscope_manager_destroy(manager);
    tlscope_set_host(NULL);
    return 0;
}

static void described_tensors_go_into_the_pool(void **state)
{
    (void)state;
    tlscope_manager_enter_scope(manager);
    tlscope_manager_register_tensor(manager, tensor_of(0));
    assert_int_equal(recorder_last(TL_EVENT_origin)->origin.bytes, 40);
    assert_int_equal(recorder_last(TL_EVENT_origin)->origin.owner, TL_OWNER_HOST);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(host.pooled, 1);
    assert_int_equal(host.pooled_count_seen, 0); /* told before anybody could take it out */
    assert_int_equal(tlscope_pool_total_count(tlscope_manager_pool(manager)), 1);
    assert_ptr_equal(tlscope_pool_acquire(tlscope_manager_pool(manager), 10, 0, 0), tensor_of(0));
    assert_null(tlscope_pool_acquire(tlscope_manager_pool(manager), 10, 0, 0));
    assert_int_equal(host.destroyed, 0);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

static void a_full_pool_destroys(void **state)
{
    (void)state;
    tlscope_manager_enter_scope(manager);
    for (int i = 0; i < 40; i++)
        tlscope_manager_register_tensor(manager, tensor_of(i));
    tlscope_manager_exit_scope(manager);
    assert_int_equal(host.pooled, 32);
    assert_int_equal(host.destroyed, 8);
    tlscope_pool_clear(tlscope_manager_pool(manager));
    assert_int_equal(host.destroyed, 40);
    assert_int_equal(tlscope_pool_total_count(tlscope_manager_pool(manager)), 0);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

static void arena_memory_is_never_freed(void **state)
{
    (void)state;
    tlscope_manager_enter_scope(manager);
    tlscope_manager_register_struct(manager, host.arena + 16);
    tlscope_manager_register_vec_ptr(manager, host.arena + 64);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(recorder_event(TL_EVENT_record_release, 0)->record_release.fate, TL_FATE_DROPPED);
    assert_int_equal(recorder_event(TL_EVENT_record_release, 1)->record_release.fate, TL_FATE_DROPPED);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

static void register_ptr_asks_the_host(void **state)
{
    (void)state;
    call_register(manager, TL_EVENT_register_ptr, tensor_of(3), NULL,
                  (struct caller){__builtin_return_address(0), (uintptr_t)__builtin_frame_address(0)});
    assert_int_equal(recorder_last(TL_EVENT_register_ptr)->register_ptr.outcome, TL_REGISTER_FIRST);
    assert_true(tlscope_manager_release_ptr(manager, tensor_of(3)));
    assert_int_equal(host.pooled, 1);
}

static void the_runtime_can_tell_its_own(void **state)
{
    (void)state;
    tl_tensor *own = tlscope_tensor_new(manager, 10, 0, 0);
    assert_int_equal((uintptr_t)tlscope_tensor_data(own) % 64, 0);
    assert_int_equal(tlscope_tensor_bytes(own), 40);
    tlscope_manager_register_tensor(manager, own);
    assert_true(tlscope_manager_release_ptr(manager, own));
    assert_int_equal(host.pooled, 0);
    assert_ptr_equal(tlscope_tensor_new(manager, 10, 0, 0), own);
    tlscope_tensor_free(manager, own);
    assert_int_equal(host.destroyed, 0);
}

static void a_pool_without_a_manager(void **state)
{
    (void)state;
    tlscope_pool *pool = tlscope_pool_new();
    for (int i = 0; i < 33; i++)
        assert_int_equal(tlscope_pool_release(pool, tensor_of(i), 10, 0, 0),
                         i < 32 ? TLSCOPE_POOL_POOLED : TLSCOPE_POOL_FULL);
    assert_int_equal(tlscope_pool_release(pool, tensor_of(1), 10, 0, 0), TLSCOPE_POOL_DUPLICATE);
    assert_int_equal(tlscope_pool_release(pool, tensor_of(40), 10, 1, 0), TLSCOPE_POOL_POOLED);
    assert_ptr_equal(tlscope_pool_acquire(pool, 10, 0, 0), tensor_of(31));
    assert_null(tlscope_pool_acquire(pool, 11, 0, 0));
    assert_int_equal(tlscope_pool_total_count(pool), 32);
    tlscope_pool_destroy(pool);
    assert_int_equal(host.destroyed, 32);
}

/* The runtime destroys its own, whatever pool of whatever manager they were handed to, and once. */
static void own_tensors_in_other_pools(void **state)
{
    (void)state;
    tlscope_manager *managers[] = {tlscope_manager_new(), tlscope_manager_new()};
    tlscope_pool *pools[] = {tlscope_pool_new(), tlscope_manager_pool(managers[1]), tlscope_pool_global()};
    for (size_t i = 0; i < sizeof pools / sizeof pools[0]; i++) {
        tl_tensor *tensor = tlscope_tensor_new(managers[0], 10, TLSCOPE_F32, TLSCOPE_CPU);
        tlscope_manager_acquire_ptr(managers[0], tensor);
        assert_int_equal(tlscope_pool_release(pools[i], tensor, 10, TLSCOPE_F32, TLSCOPE_CPU), TLSCOPE_POOL_POOLED);
        tlscope_pool_clear(pools[i]);
        assert_int_equal(host.destroyed, 0);
        tlscope_manager_release_ptr(managers[0], tensor);
        assert_int_equal(recorder_diagnostics(TL_DIAGNOSTIC_FREED_ELSEWHERE), i + 1);
    }
    tlscope_pool_destroy(pools[0]);
    tlscope_manager_destroy(managers[0]);
    tlscope_manager_destroy(managers[1]);
}

/* Each way in, first into one of an embedder's pools, then into a manager's: the second is told, and keeps nothing. */
static void one_pool_alone_holds_a_tensor(void **state)
{
    (void)state;
    tlscope_manager *managers[] = {tlscope_manager_global(), tlscope_manager_new(), tlscope_manager_new()};
    tlscope_pool *pools[] = {tlscope_pool_new(), tlscope_pool_new(), tlscope_manager_pool(managers[0]),
                             tlscope_manager_pool(managers[1]), tlscope_manager_pool(managers[2])};
    enum { POOLS = sizeof pools / sizeof pools[0] };
    for (size_t first = 0; first < POOLS; first++) {
        for (size_t second = 0; second < POOLS; second++) {
            tl_tensor *tensor = (first + second) % 2 != 0
                                    ? tensor_of(0)
                                    : tlscope_tensor_new(managers[1], 10, TLSCOPE_F32, TLSCOPE_CPU);
            recorder_start();
            assert_int_equal(tlscope_pool_release(pools[first], tensor, 10, TLSCOPE_F32, TLSCOPE_CPU),
                             TLSCOPE_POOL_POOLED);
            assert_int_equal(tlscope_pool_release(pools[second], tensor, 10, TLSCOPE_F32, TLSCOPE_CPU),
                             TLSCOPE_POOL_DUPLICATE);
            recorder_expect_only(TL_DIAGNOSTIC_POOLED_TWICE);
            tlscope_pool_clear(pools[first]);
            assert_null(tlscope_pool_acquire(pools[second], 10, TLSCOPE_F32, TLSCOPE_CPU));
        }
    }
    assert_int_equal(host.destroyed, POOLS * POOLS / 2);
    tlscope_pool_destroy(pools[1]);
    tlscope_pool_destroy(pools[0]);
    tlscope_manager_destroy(managers[1]);
    tlscope_manager_destroy(managers[2]);
}

/* One manager's pool holds it, and another that counts it comes to 0, or is to destroy it. */
static void a_count_ends_while_another_pool_holds_it(void **state)
{
    (void)state;
    tlscope_manager *counting = tlscope_manager_new();
    tlscope_pool *pool = tlscope_manager_pool(manager);
    for (int own = 0; own < 2; own++) {
        tl_tensor *tensor = own ? tlscope_tensor_new(manager, 10, TLSCOPE_F32, TLSCOPE_CPU) : tensor_of(0);
        tlscope_manager_register_tensor(counting, tensor);
        assert_int_equal(tlscope_pool_release(pool, tensor, 10, TLSCOPE_F32, TLSCOPE_CPU), TLSCOPE_POOL_POOLED);
        recorder_start();
        assert_true(tlscope_manager_release_ptr(counting, tensor));
        assert_int_equal(recorder_diagnostics(TL_DIAGNOSTIC_POOLED_TWICE), !own); /* not described: never pooled */
        assert_int_equal(tlscope_pool_total_count(tlscope_manager_pool(counting)), 0);
        assert_ptr_equal(tlscope_pool_acquire(pool, 10, TLSCOPE_F32, TLSCOPE_CPU), tensor);
        assert_int_equal(tlscope_pool_release(pool, tensor, 10, TLSCOPE_F32, TLSCOPE_CPU), TLSCOPE_POOL_POOLED);
        tlscope_pool_clear(pool);
    }
    assert_int_equal(host.destroyed, 1);
    host.destroyed = 0;
    tl_tensor *tensor = tlscope_tensor_new(counting, 10, TLSCOPE_F32, TLSCOPE_CPU);
    assert_int_equal(tlscope_pool_release(pool, tensor, 10, TLSCOPE_F32, TLSCOPE_CPU), TLSCOPE_POOL_POOLED);
    recorder_start();
    tlscope_tensor_free(counting, tensor);
    recorder_expect_only(TL_DIAGNOSTIC_RELEASE_FREED);
    assert_ptr_equal(tlscope_pool_acquire(pool, 10, TLSCOPE_F32, TLSCOPE_CPU), tensor);
    assert_int_equal(tlscope_tensor_elements(tensor), 10);
    tlscope_tensor_free(manager, tensor);
    tlscope_manager_destroy(counting);
}

#define HOST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOST(described_tensors_go_into_the_pool),
        HOST(a_full_pool_destroys),
        HOST(arena_memory_is_never_freed),
        HOST(register_ptr_asks_the_host),
        HOST(the_runtime_can_tell_its_own),
        HOST(a_pool_without_a_manager),
        HOST(own_tensors_in_other_pools),
        HOST(one_pool_alone_holds_a_tensor),
        HOST(a_count_ends_while_another_pool_holds_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
