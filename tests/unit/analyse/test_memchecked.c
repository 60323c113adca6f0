/* SPDX-License-Identifier: MIT */
/* What memcheck found, joined with objects and leaks: which of several it is, and when that is not known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "feed.h"
#include "memory.h"

enum { ADDRESS = 0x5000, CALL_OF_SITE = 0x3fffff }; /* + n: the call of site n, one byte before its return address */

#define FRAME                                                                                                          \
    "<frame><ip>0x%x</ip><obj>/nowhere/program</obj><fn>f</fn><dir>/nowhere</dir><file>a.c</file><line>%d</line></"    \
    "frame>"

/* A feed that memcheck has such findings about, XML between the elements of a whole file. */
static struct feed feed_of(const char *findings)
{
    struct feed feed = feed_start();
    char path[] = "/tmp/tlscope-memcheck-XXXXXX";
    const int descriptor = mkstemp(path);
    FILE *stream = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    assert_non_null(stream);
    fprintf(stream, "<valgrindoutput><pid>100</pid><status><state>RUNNING</state></status>%s</valgrindoutput>",
            findings);
    fclose(stream);
    feed.analysis->memcheck = memory_new(sizeof(struct memcheck_file *));
    feed.analysis->memcheck[0] = memcheck_file_read(path);
    feed.analysis->memcheck_count = 1;
    unlink(path);
    assert_null(feed.analysis->memcheck[0]->fault);
    process_memcheck(feed.analysis->processes[0], feed.analysis->memcheck[0]);
    return feed;
}

/* A read at ADDRESS + `offset` of a block of so many bytes; `freed` and `made` are sites of its stacks. */
static struct feed feed_of_read_at(unsigned offset, unsigned size, const char *state, int freed, int made)
{
    char text[4096];
    char free_stack[512];
    snprintf(free_stack, sizeof(free_stack), "<stack>" FRAME "</stack><auxwhat>Block was alloc'd at</auxwhat>",
             (unsigned)(CALL_OF_SITE + freed), freed);
    snprintf(text, sizeof(text),
             "<error><unique>0x0</unique><tid>1</tid><kind>InvalidRead</kind><what>Invalid read of size "
             "8</what><stack>" FRAME
             "</stack><auxwhat>Address 0x%x is %u bytes inside a block of size %u %s</auxwhat>%s<stack>" FRAME
             "</stack></error>",
             0x700000, 9, (unsigned)ADDRESS + offset, offset, size, state, freed != 0 ? free_stack : "",
             (unsigned)(CALL_OF_SITE + made), made);
    return feed_of(text);
}

static struct feed feed_of_read(const char *state, int freed, int made)
{
    return feed_of_read_at(4, 48, state, freed, made);
}

static void make(struct feed *feed, uint32_t object)
{
    FEED(feed, object_new, .object = object, .pointer = ADDRESS, .origin = ORIGIN_STRUCT);
    FEED(feed, register_struct_named, .object = object, .site = 1, .count = 1);
}

static void release(struct feed *feed, uint32_t object, uint32_t site)
{
    FEED(feed, ptr_release, .object = object, .site = site, .fate = TL_FATE_FREED);
}

static const struct memchecked_error *first_error(const struct feed *feed)
{
    const struct memchecked *memchecked = feed->analysis->processes[0]->memchecked;
    assert_true(memchecked->count > 0);
    return &memchecked->errors[0];
}

static void the_one_that_was_freed_there(void **state)
{
    (void)state;
    struct feed feed = feed_of_read("free'd", 6, 1);
    for (uint32_t object = 1; object <= 3; object++) {
        make(&feed, object);
        release(&feed, object, object + 4);
    }
    feed_finish(&feed, true);
    const struct memchecked_error *error = first_error(&feed);
    assert_int_equal(error->by, BY_ADDRESS);
    assert_int_equal(error->object->last.number, 2);
    assert_int_equal(error->alike, 1);
    assert_string_equal(error->sentence,
                        "Invalid read of size 8. That is byte 4 of 48 of struct \"Node\" (object 2), freed at site_6 "
                        "(program+0x6).");
    analysis_free(feed.analysis);
}

static void numbers_are_grouped(void **state)
{
    static const struct {
        unsigned offset;
        const char *words;
    } places[] = {{1500, "byte 1,500 of 4,096 of struct"},
                  {4096 + 1, "1 byte after struct"},
                  {4096 + 2000, "2,000 bytes after struct"}};
    (void)state;
    for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
        struct feed feed = feed_of_read_at(places[i].offset, 4096, "alloc'd", 0, 1);
        make(&feed, 1);
        feed_finish(&feed, true);
        assert_non_null(strstr(first_error(&feed)->sentence, places[i].words));
        analysis_free(feed.analysis);
    }
}

static void the_latest_where_several_fit(void **state)
{
    (void)state;
    struct feed feed = feed_of_read("free'd", 9, 1);
    for (uint32_t object = 1; object <= 3; object++) {
        make(&feed, object);
        release(&feed, object, 5);
    }
    feed_finish(&feed, true);
    assert_int_equal(first_error(&feed)->object->last.number, 3);
    assert_int_equal(first_error(&feed)->alike, 3);
    assert_non_null(strstr(first_error(&feed)->sentence, "the latest of 3 objects that it may be"));
    analysis_free(feed.analysis);
}

static void the_one_that_is_alive(void **state)
{
    (void)state;
    struct feed feed = feed_of_read("alloc'd", 0, 1);
    make(&feed, 1);
    release(&feed, 1, 5);
    make(&feed, 2);
    feed_finish(&feed, true);
    assert_int_equal(first_error(&feed)->object->last.number, 2);
    assert_false(first_error(&feed)->object->ended);
    assert_null(strstr(first_error(&feed)->sentence, "freed at"));
    assert_int_equal(first_error(&feed)->object->entry_count, 1);
    analysis_free(feed.analysis);
}

static void none_that_lived_elsewhere(void **state)
{
    (void)state;
    struct feed feed = feed_of_read("free'd", 5, 8);
    FEED(&feed, object_new, .object = 1, .pointer = ADDRESS + 48, .origin = ORIGIN_STRUCT);
    FEED(&feed, register_struct_named, .object = 1, .site = 1, .count = 1);
    release(&feed, 1, 5);
    feed_finish(&feed, true);
    assert_null(first_error(&feed)->object);
    assert_non_null(strstr(first_error(&feed)->sentence, "Address 0x5004 is 4 bytes inside a block of size 48 free'd"));
    analysis_free(feed.analysis);
}

/* A tensor has its memory elsewhere: the call that made it tells. */
static void memory_of_a_tensor(void **state)
{
    (void)state;
    struct feed feed = feed_of_read("free'd", 6, 2);
    FEED(&feed, object_new, .object = 1, .pointer = 0x9000, .origin = ORIGIN_TENSOR);
    FEED(&feed, register_tensor, .object = 1, .site = 2, .count = 1);
    FEED(&feed, tensor_release, .object = 1, .site = 6, .fate = TL_FATE_POOLED);
    feed_finish(&feed, true);
    assert_int_equal(first_error(&feed)->by, BY_STACK);
    assert_int_equal(first_error(&feed)->object->last.number, 1);
    assert_int_equal(first_error(&feed)->object->fate, TL_FATE_POOLED);
    analysis_free(feed.analysis);
}

static void assert_read_of_tensor(unsigned offset, uint16_t origin, const char *sentence)
{
    struct feed feed = feed_of_read_at(offset, 64 + TENSOR_BYTES, "free'd", 6, 2);
    FEED(&feed, object_new, .object = 1, .pointer = ADDRESS, .origin = origin);
    FEED(&feed, register_tensor, .object = 1, .site = 2, .count = 1);
    FEED(&feed, tensor_release, .object = 1, .site = 6, .fate = TL_FATE_POOLED);
    feed_finish(&feed, true);
    assert_non_null(strstr(first_error(&feed)->sentence, sentence));
    analysis_free(feed.analysis);
}

/* A program knows the data of a tensor, not what the runtime keeps before it; of a host's nothing is known. */
static void data_of_a_tensor(void **state)
{
    (void)state;
    char data[64];
    snprintf(data, sizeof(data), "That is byte 12 of %d of the data of tensor (object 1)", TENSOR_BYTES);
    assert_read_of_tensor(64 + 12, ORIGIN_TENSOR, data);
    assert_read_of_tensor(12, ORIGIN_TENSOR, "That is byte 12 of 64 of the description of tensor (object 1)");
    snprintf(data, sizeof(data), "That is byte 76 of %d of tensor (object 1)", 64 + TENSOR_BYTES);
    assert_read_of_tensor(64 + 12, ORIGIN_HOST_TENSOR, data);
}

static void an_address_used_again_and_again(void **state)
{
    (void)state;
    enum { LIVES = 3 * SIGHTINGS_MOST };
    struct feed feed = feed_of_read("free'd", 5, 1);
    for (uint32_t object = 1; object <= LIVES; object++) {
        make(&feed, object);
        release(&feed, object, 5);
    }
    feed_finish(&feed, true);
    const struct sightings *sightings = &feed.analysis->processes[0]->memchecked->sightings;
    assert_true(sightings->count <= SIGHTINGS_MOST);
    assert_int_equal(first_error(&feed)->object->last.number, LIVES);
    assert_true(first_error(&feed)->alike > 1);
    analysis_free(feed.analysis);
}

static struct feed feed_of_loss(unsigned site, int blocks)
{
    char text[2048];
    snprintf(
        text, sizeof(text),
        "<status><state>FINISHED</state></status><error><kind>Leak_DefinitelyLost</kind><xwhat><text>48 bytes in %d "
        "blocks are definitely lost in loss record 1 of 1</text><leakedbytes>48</leakedbytes><leakedblocks>%d"
        "</leakedblocks></xwhat><stack>" FRAME "</stack></error>",
        blocks, blocks, CALL_OF_SITE + site, 1);
    return feed_of(text);
}

static size_t count_of(const struct feed *feed, enum finding_code code)
{
    const struct findings *findings = &feed->analysis->processes[0]->findings;
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++) {
        count += findings->list[i]->code == code;
    }
    return count;
}

static void a_loss_that_the_trace_knows(void **state)
{
    (void)state;
    struct feed feed = feed_of_loss(1, 1);
    FEED(&feed, enter_scope, .scope = 2, .depth = 2, .site = 6);
    make(&feed, 1);
    FEED(&feed, unregister, .object = 1, .scope = 2, .site = 8, .outcome = TL_UNREGISTER_HIT);
    FEED(&feed, exit_scope, .scope = 2, .depth = 1, .site = 7);
    feed_finish(&feed, true);
    assert_non_null(first_error(&feed)->group);
    assert_int_equal(first_error(&feed)->group->key.verdict, VERDICT_MOVED_NEVER_TAKEN);
    assert_int_equal(first_error(&feed)->by, BY_STACK);
    assert_false(first_error(&feed)->is_lost);
    assert_int_equal(count_of(&feed, FINDING_CODE_MEMCHECK_LOST), 0);
    analysis_free(feed.analysis);
}

static void a_loss_of_its_own(void **state)
{
    (void)state;
    struct feed feed = feed_of_loss(8, 2);
    feed_finish(&feed, true);
    assert_true(first_error(&feed)->is_lost);
    assert_int_equal(count_of(&feed, FINDING_CODE_MEMCHECK_LOST), 1);
    const struct finding *finding = feed.analysis->processes[0]->findings.list[0];
    assert_string_equal(finding->sentence, "48 bytes in 2 blocks are definitely lost.");
    assert_true(finding->objects == 2 && finding->bytes == 48);
    analysis_free(feed.analysis);
}

/* What is lost with others is counted once, as in memcheck's own summary. */
static void sums_of_losses(void **state)
{
    (void)state;
    struct memcheck_error errors[] = {
        {.kind = MEMCHECK_LOST,
         .what = (char[]){"104 (24 direct, 80 indirect) bytes in 1 blocks are definitely lost"},
         .leaked_bytes = 104,
         .leaked_blocks = 1,
         .final = true},
        {.kind = MEMCHECK_LOST_INDIRECTLY,
         .what = (char[]){"80 bytes in 4 blocks are indirectly lost"},
         .leaked_bytes = 80,
         .leaked_blocks = 4,
         .final = true}};
    const struct memcheck_file file = {.errors = errors, .error_count = 2};
    const struct memchecked_amount amount = memchecked_amount(&file);
    assert_int_equal(amount.bytes[MEMCHECK_LOST], 24);
    assert_int_equal(amount.bytes[MEMCHECK_LOST_INDIRECTLY], 80);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_one_that_was_freed_there),
        cmocka_unit_test(numbers_are_grouped),
        cmocka_unit_test(the_latest_where_several_fit),
        cmocka_unit_test(the_one_that_is_alive),
        cmocka_unit_test(none_that_lived_elsewhere),
        cmocka_unit_test(memory_of_a_tensor),
        cmocka_unit_test(data_of_a_tensor),
        cmocka_unit_test(an_address_used_again_and_again),
        cmocka_unit_test(a_loss_that_the_trace_knows),
        cmocka_unit_test(a_loss_of_its_own),
        cmocka_unit_test(sums_of_losses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
