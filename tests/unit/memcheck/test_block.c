/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "memcheck.h"

static void inside_after_and_before(void **state)
{
    (void)state;
    struct memcheck_block block =
        memcheck_block_of("Address 0x4a433fe is 1,190 bytes inside a block of size 2,000 free'd");
    assert_true(block.known && block.sized);
    assert_int_equal(block.address, 0x4a433fe);
    assert_int_equal(block.start, 0x4a433fe - 1190);
    assert_int_equal(block.size, 2000);
    assert_int_equal(block.state, MEMCHECK_FREED);
    block = memcheck_block_of("Address 0x1018 is 0 bytes after a block of size 24 alloc'd");
    assert_true(block.start == 0x1000 && block.size == 24 && block.state == MEMCHECK_ALLOCATED);
    block = memcheck_block_of("Address 0xff8 is 8 bytes before a block of size 24 client-defined");
    assert_true(block.start == 0x1000 && block.size == 24 && block.state == MEMCHECK_CLIENT_DEFINED);
    block = memcheck_block_of("Address 0x1004 is 4 bytes inside a recently re-allocated block of size 8 alloc'd");
    assert_true(block.start == 0x1000 && block.size == 8 && block.state == MEMCHECK_ALLOCATED);
}

static void addresses_of_no_block(void **state)
{
    (void)state;
    static const char *const sentences[] = {
        "Address 0x10 is not stack'd, malloc'd or (recently) free'd",
        "Address 0x10 is on thread 1's stack",
        "Address 0x10 is 8 bytes below stack pointer",
        "Address 0x10 is 0 bytes inside data symbol \"x\"",
        "Address 0x10 is 5 bytes inside a block of size ",
        "Address 0x10 is , bytes inside a block of size 5 free'd",
        "Address 0x10 is 99999999999999999999 bytes inside a block of size 5 free'd",
        "Address 0x10"};
    for (size_t i = 0; i < sizeof(sentences) / sizeof(*sentences); i++) {
        const struct memcheck_block block = memcheck_block_of(sentences[i]);
        assert_true(block.known);
        assert_int_equal(block.address, 0x10);
        assert_false(block.sized);
    }
}

static void other_sentences(void **state)
{
    (void)state;
    assert_false(memcheck_block_of("Block was alloc'd at").known);
    assert_false(memcheck_block_of("Address 0x").known);
    assert_false(memcheck_block_of("").known);
}

static void bytes_lost_by_themselves(void **state)
{
    (void)state;
    assert_int_equal(
        memcheck_direct_bytes(
            "1,104 (1,024 direct, 80 indirect) bytes in 1 blocks are definitely lost in loss record 2", 1104),
        1024);
    assert_int_equal(memcheck_direct_bytes("48 bytes in 2 blocks are definitely lost in loss record 1 of 1", 48), 48);
    assert_int_equal(memcheck_direct_bytes("48 (", 48), 48);
    assert_int_equal(memcheck_direct_bytes("", 48), 48);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_lost_by_themselves),
        cmocka_unit_test(inside_after_and_before),
        cmocka_unit_test(addresses_of_no_block),
        cmocka_unit_test(other_sentences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
