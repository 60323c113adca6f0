/* SPDX-License-Identifier: MIT */
/* Events of malloc and free in, the heap's answers out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "feed.h"

/* Where code allocates: in the program that calls the manager, in the runtime, in a library, in JIT code. */
enum { IN_PROGRAM = 1, IN_RUNTIME, IN_LIBRARY, IN_JIT, ALSO_IN_PROGRAM };
static const uint64_t POINTER = 0x10000;
static const uint64_t OTHER = 0x20000;
static const uint64_t THIRD = 0x30000;
static const uint64_t BYTES = 100;

static void tell_place(struct feed *feed, uint32_t place, const char *module)
{
    HEAP(feed, place, .place = place, .address = 0x500000 + place, .offset = place, .module = module, .build_id = "");
}

/* A process whose heap is recorded: one block of the library's is there already. */
static struct feed start(void)
{
    struct feed feed = feed_start();
    FEED(&feed, enter_scope, .scope = 2, .depth = 2, .site = 1);
    HEAP(&feed, start, .blocks = 1, .bytes = 8);
    tell_place(&feed, IN_PROGRAM, "/nowhere/program");
    tell_place(&feed, IN_RUNTIME, "/lib/libtlscope.so.1");
    tell_place(&feed, IN_LIBRARY, "/lib/libother.so");
    tell_place(&feed, IN_JIT, "");
    HEAP(&feed, present, .pointer = 0x8000, .bytes = 8, .place = IN_LIBRARY);
    return feed;
}

static void allocate(struct feed *feed, uint64_t pointer, uint32_t place)
{
    HEAP(feed, alloc, .pointer = pointer, .bytes = BYTES, .place = place);
}

static void register_at(struct feed *feed, uint32_t object, uint64_t pointer)
{
    FEED(feed, object_new, .object = object, .pointer = pointer, .origin = ORIGIN_STRUCT);
    FEED(feed, register_struct, .object = object, .site = 1, .count = 1);
}

static const struct heap *finish(struct feed *feed, bool searched)
{
    const struct heap *heap = &feed->analysis->processes[0]->heap;
    HEAP(feed, end, .events = heap->events + 1, .searched = searched);
    feed_finish(feed, true);
    return heap;
}

static const struct heap_place *place(const struct heap *heap, uint32_t number)
{
    for (size_t i = 0; i < heap->places.count; i++) {
        const struct heap_place *entry = heap->places.entries[i];
        if (entry->key == number) {
            return entry;
        }
    }
    fail_msg("no place %u", number);
    return NULL;
}

static void assert_amount(struct heap_amount amount, uint64_t blocks, uint64_t bytes)
{
    assert_int_equal(amount.blocks, blocks);
    assert_int_equal(amount.bytes, bytes);
}

static void owners_are_told_apart(void **state)
{
    (void)state;
    struct heap_amount owners[HEAP_OWNERS];
    struct feed feed = start();
    for (uint32_t number = IN_PROGRAM; number <= IN_JIT; number++) {
        allocate(&feed, number * POINTER, number);
    }
    allocate(&feed, THIRD * 2, IN_LIBRARY);
    register_at(&feed, 1, THIRD * 2);
    const struct heap *heap = finish(&feed, true);
    heap_by_owner(heap, false, owners);
    assert_amount(owners[HEAP_PROGRAM], 2, 2 * BYTES);
    assert_amount(owners[HEAP_RUNTIME], 1, BYTES);
    assert_amount(owners[HEAP_OTHER], 2, BYTES + 8);
    assert_amount(owners[HEAP_REGISTERED], 1, BYTES);
    assert_true(heap_is_whole(heap));
    analysis_free(feed.analysis);
}

static void the_peak_is_kept(void **state)
{
    (void)state;
    struct heap_amount owners[HEAP_OWNERS];
    struct feed feed = start();
    allocate(&feed, POINTER, IN_PROGRAM);
    allocate(&feed, OTHER, IN_LIBRARY);
    HEAP(&feed, free, .pointer = OTHER, .place = IN_LIBRARY);
    const int64_t before = feed.time_ns;
    allocate(&feed, THIRD, IN_PROGRAM);
    HEAP(&feed, free, .pointer = THIRD, .place = IN_PROGRAM);
    HEAP(&feed, free, .pointer = POINTER, .place = IN_PROGRAM);
    const struct heap *heap = finish(&feed, true);
    assert_amount(heap->peak, 3, 2 * BYTES + 8);
    assert_true(heap->peak_ns > before);
    heap_by_owner(heap, true, owners);
    assert_amount(owners[HEAP_PROGRAM], 2, 2 * BYTES);
    assert_amount(owners[HEAP_OTHER], 1, 8);
    assert_amount(heap->now, 1, 8);
    analysis_free(feed.analysis);
}

static void unreachable_blocks_of_the_program_are_lost(void **state)
{
    (void)state;
    struct feed feed = start();
    allocate(&feed, POINTER, IN_PROGRAM);
    allocate(&feed, OTHER, IN_PROGRAM);
    allocate(&feed, THIRD, IN_LIBRARY);
    HEAP(&feed, unreachable, .pointer = POINTER, .bytes = BYTES, .place = IN_PROGRAM);
    HEAP(&feed, unreachable, .pointer = OTHER, .bytes = BYTES, .place = IN_PROGRAM, .indirect = 1);
    HEAP(&feed, unreachable, .pointer = THIRD, .bytes = BYTES, .place = IN_LIBRARY);
    const struct heap *heap = finish(&feed, true);
    assert_int_equal(heap_verdict(heap), HEAP_LOST);
    assert_amount(heap_unregistered(heap, place(heap, IN_PROGRAM), true), 2, 2 * BYTES);
    assert_amount(place(heap, IN_PROGRAM)->lost_indirect, 1, BYTES);
    assert_amount(heap_unregistered(heap, place(heap, IN_LIBRARY), true), 0, 0);
    assert_amount(heap_lost(heap, true), 2, 2 * BYTES);
    assert_amount(heap_lost(heap, false), 0, 0); /* killed: it may have been using them */
    analysis_free(feed.analysis);
}

static void registered_blocks_are_not_lost(void **state)
{
    (void)state;
    struct feed feed = start();
    allocate(&feed, POINTER, IN_PROGRAM);
    register_at(&feed, 1, POINTER);
    HEAP(&feed, unreachable, .pointer = POINTER, .bytes = BYTES, .place = IN_PROGRAM);
    const struct heap *heap = finish(&feed, true);
    assert_amount(heap_lost(heap, true), 0, 0);
    assert_int_equal(place(heap, IN_PROGRAM)->registered, 1);
    analysis_free(feed.analysis);
}

static void without_a_search_what_is_alive_may_be_lost(void **state)
{
    (void)state;
    struct feed feed = start();
    allocate(&feed, POINTER, IN_PROGRAM);
    allocate(&feed, OTHER, IN_PROGRAM);
    register_at(&feed, 1, OTHER);
    const struct heap *heap = finish(&feed, false);
    assert_int_equal(heap_verdict(heap), HEAP_UNFREED);
    assert_amount(heap_lost(heap, true), 1, BYTES);
    analysis_free(feed.analysis);
}

static void a_counted_block_freed_by_the_program_is_told(void **state)
{
    (void)state;
    struct feed feed = start();
    for (uint32_t object = 1; object <= 3; object++) {
        allocate(&feed, object * POINTER, IN_PROGRAM);
        register_at(&feed, object, object * POINTER);
    }
    HEAP(&feed, free, .pointer = POINTER, .place = ALSO_IN_PROGRAM);
    HEAP(&feed, free, .pointer = OTHER, .place = ALSO_IN_PROGRAM);
    FEED(&feed, ptr_release, .pointer = THIRD, .object = 3, .site = 1, .fate = TL_FATE_FREED);
    HEAP(&feed, free, .pointer = THIRD, .place = IN_RUNTIME);
    const struct heap *heap = finish(&feed, true);
    assert_int_equal(heap->freed.count, 1);
    const struct heap_freed *freed = heap->freed.entries[0];
    assert_int_equal(freed->objects, 2);
    assert_int_equal(freed->object, 1);
    assert_int_equal(freed->key.place, ALSO_IN_PROGRAM);
    assert_string_equal(freed->key.name, "Node");
    assert_int_equal(feed_group(&feed, VERDICT_FREED_BEHIND)->objects, 2); /* no release would be right */
    assert_int_equal(feed.analysis->processes[0]->leaks.objects, 0);
    analysis_free(feed.analysis);
}

static void a_block_resized_in_place_stays_registered(void **state)
{
    (void)state;
    struct feed feed = start();
    allocate(&feed, POINTER, IN_PROGRAM);
    register_at(&feed, 1, POINTER);
    HEAP(&feed, resizing, .pointer = POINTER, .place = IN_PROGRAM);
    HEAP(&feed, resized, .pointer = POINTER, .old = POINTER, .bytes = 2 * BYTES, .place = IN_PROGRAM);
    const struct heap *heap = finish(&feed, true);
    assert_int_equal(heap->freed.count, 0);
    assert_amount(place(heap, IN_PROGRAM)->now_registered, 1, 2 * BYTES);
    assert_amount(heap->made, 1, BYTES);
    analysis_free(feed.analysis);
}

/* While realloc moves a block, another thread may get its old address. */
static void a_block_moved_by_realloc_leaves_its_address(void **state)
{
    (void)state;
    struct feed feed = start();
    allocate(&feed, POINTER, IN_PROGRAM);
    register_at(&feed, 1, POINTER);
    HEAP(&feed, resizing, .pointer = POINTER, .place = IN_PROGRAM);
    allocate(&feed, POINTER, IN_LIBRARY);
    HEAP(&feed, resized, .pointer = OTHER, .old = POINTER, .bytes = BYTES, .place = IN_PROGRAM);
    const struct heap *heap = finish(&feed, true);
    assert_int_equal(heap->freed.count, 1);
    assert_int_equal(((const struct heap_freed *)heap->freed.entries[0])->key.resized, 1);
    assert_amount(place(heap, IN_LIBRARY)->now, 2, BYTES + 8);
    assert_amount(place(heap, IN_PROGRAM)->now, 1, BYTES);
    assert_int_equal(place(heap, IN_PROGRAM)->now_registered.blocks, 0);
    analysis_free(feed.analysis);
}

static void a_place_told_late_moves_its_blocks_to_its_module(void **state)
{
    (void)state;
    struct heap_amount owners[HEAP_OWNERS];
    struct feed feed = start();
    allocate(&feed, POINTER, ALSO_IN_PROGRAM);
    tell_place(&feed, ALSO_IN_PROGRAM, "/nowhere/program");
    allocate(&feed, OTHER, 77); /* never told */
    const struct heap *heap = finish(&feed, true);
    heap_by_owner(heap, false, owners);
    assert_amount(owners[HEAP_PROGRAM], 1, BYTES);
    assert_amount(owners[HEAP_OTHER], 2, BYTES + 8);
    analysis_free(feed.analysis);
}

static void lost_events_are_counted(void **state)
{
    (void)state;
    struct feed feed = start();
    const struct heap *heap = &feed.analysis->processes[0]->heap;
    HEAP(&feed, end, .events = heap->events + 11, .searched = 1);
    feed_finish(&feed, true);
    assert_int_equal(heap->events_lost, 10);
    assert_int_equal(analysis_heap_lost(feed.analysis), 10);
    assert_int_equal(analysis_lost(feed.analysis), 0);
    assert_false(heap_is_whole(heap));
    analysis_free(feed.analysis);
}

/* Unknown blocks, blocks given out twice, ends without a beginning. */
static void any_sequence_is_taken(void **state)
{
    (void)state;
    struct feed feed = start();
    HEAP(&feed, free, .pointer = 0xbad0, .place = 99);
    HEAP(&feed, resized, .pointer = 0xbad0, .old = 0xbad8, .bytes = BYTES, .place = 99);
    HEAP(&feed, resizing, .pointer = 0xbad0, .place = 99);
    allocate(&feed, 0xbad0, IN_PROGRAM);
    HEAP(&feed, resizing, .pointer = 0xbad0, .place = 99);
    allocate(&feed, POINTER, IN_PROGRAM);
    allocate(&feed, POINTER, IN_PROGRAM);
    allocate(&feed, 0, IN_PROGRAM);
    HEAP(&feed, unreachable, .pointer = 0x1230, .bytes = BYTES, .place = IN_PROGRAM);
    const struct heap *heap = finish(&feed, true);
    assert_amount(heap->now, 2, BYTES + 8);
    assert_amount(heap_lost(heap, true), 1, BYTES);
    analysis_free(feed.analysis);
}

static void memory_follows_live_blocks(void **state)
{
    (void)state;
    struct feed feed = start();
    const struct heap *heap = &feed.analysis->processes[0]->heap;
    for (uint64_t i = 1; i <= 5000; i++) {
        allocate(&feed, i * 16, IN_PROGRAM);
    }
    assert_true(heap->blocks.size >= 8192);
    for (uint64_t i = 1; i <= 5000; i++) {
        HEAP(&feed, free, .pointer = i * 16, .place = IN_PROGRAM);
    }
    assert_true(heap->blocks.size <= 64);
    assert_amount(heap->now, 0, 0); /* the block that was there first was at one of those addresses */
    finish(&feed, true);
    analysis_free(feed.analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(owners_are_told_apart),
        cmocka_unit_test(the_peak_is_kept),
        cmocka_unit_test(unreachable_blocks_of_the_program_are_lost),
        cmocka_unit_test(registered_blocks_are_not_lost),
        cmocka_unit_test(without_a_search_what_is_alive_may_be_lost),
        cmocka_unit_test(a_counted_block_freed_by_the_program_is_told),
        cmocka_unit_test(a_block_resized_in_place_stays_registered),
        cmocka_unit_test(a_block_moved_by_realloc_leaves_its_address),
        cmocka_unit_test(a_place_told_late_moves_its_blocks_to_its_module),
        cmocka_unit_test(lost_events_are_counted),
        cmocka_unit_test(any_sequence_is_taken),
        cmocka_unit_test(memory_follows_live_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
