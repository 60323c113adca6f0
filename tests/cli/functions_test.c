/* SPDX-License-Identifier: MIT */
/* The pure functions of the command line and the recorder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "buffers.h"
#include "cli.h"
#include "elf_file.h"
#include "settings.h"
#include "shell_word.h"

enum { PAGE = 4096 };
static const struct buffers any = {0, 0};
#define MEGABYTE (UINT64_C(1) << 20)

static void buffers_are_large_where_there_is_room(void **state)
{
    struct buffers buffers;
    (void)state;
    assert_true(buffers_fit(&buffers, any, 2, 1024 * MEGABYTE, PAGE));
    assert_int_equal(buffers.size, 2 * MEGABYTE);
    assert_int_equal(buffers.count, 8);
}

static void buffers_always_fit_the_room(void **state)
{
    (void)state;
    for (unsigned cpus = 1; cpus <= 512; cpus *= 2) {
        for (uint64_t room = UINT64_C(3) * PAGE; room <= 1024 * MEGABYTE; room += room / 3) {
            struct buffers buffers;
            bool fit = buffers_fit(&buffers, any, cpus, room, PAGE);
            assert_int_equal(fit, room >= UINT64_C(5) * PAGE * cpus + UINT64_C(16) * PAGE);
            if (fit) {
                assert_true(cpus * buffers.size * (buffers.count + 1) <= room);
                assert_true(buffers.size >= PAGE && buffers.count >= 2);
            }
        }
    }
}

static void buffers_in_a_small_container(void **state)
{
    struct buffers buffers;
    (void)state;
    assert_true(buffers_fit(&buffers, any, 16, 42 * MEGABYTE, PAGE));
    assert_int_equal(buffers.size, 256 << 10);
    assert_int_equal(buffers.count, 8);
}

static void buffers_asked_for_are_kept(void **state)
{
    struct buffers buffers;
    const struct buffers wanted = {8 * MEGABYTE, 0};
    const struct buffers both = {PAGE, 2};
    (void)state;
    assert_true(buffers_fit(&buffers, wanted, 1, 48 * MEGABYTE, PAGE));
    assert_int_equal(buffers.size, 8 * MEGABYTE);
    assert_int_equal(buffers.count, 4);
    assert_true(buffers_fit(&buffers, both, 1, 1024 * MEGABYTE, PAGE));
    assert_int_equal(buffers.size, PAGE);
    assert_int_equal(buffers.count, 2);
    assert_false(buffers_fit(&buffers, wanted, 1, 16 * MEGABYTE, PAGE));
}

static const char *nearest(const char *text)
{
    static const char *const names[] = {"record", "report", "help"};
    return cli_nearest(text, names, 3);
}

static void nearest_name_is_found(void **state)
{
    (void)state;
    assert_string_equal(nearest("recrod"), "record");
    assert_string_equal(nearest("repor"), "report");
    assert_string_equal(nearest("hlep"), "help");
    assert_null(nearest("xyzzy"));
    assert_null(nearest(""));
    assert_null(nearest("recordrecordrecordrecordrecordrecordrecordrecordrecordrecordrecordrecord"));
}

static void numbers_are_parsed_whole(void **state)
{
    uint64_t number;
    (void)state;
    assert_true(cli_parse_number("0", 0, &number) && number == 0);
    assert_true(cli_parse_number("64k", 1, &number) && number == 65536);
    assert_true(cli_parse_number("2M", 1, &number) && number == 2 * MEGABYTE);
    assert_true(cli_parse_number("18446744073709551615", 1, &number) && number == UINT64_MAX);
    static const char *const wrong[] = {
        "", " 1", "-1", "+1", "1.5", "1kk", "k", "1x", "18446744073709551616", "18446744073709551615k"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(cli_parse_number(wrong[i], 0, &number));
    }
    assert_false(cli_parse_number("3", 4, &number));
}

static void own_executable_is_known(void **state)
{
    struct elf_facts facts = elf_file_read("/proc/self/exe");
    (void)state;
    assert_true(facts.known);
    assert_true(facts.interpreted);
    assert_false(facts.needs_runtime);
    assert_false(facts.calls_abi);
    assert_false(elf_file_read("/dev/null").known);
    assert_false(elf_file_read("/no/such/file").known);
}

/* Every cut, and each of the first bytes changed: never a crash, whatever the answer. */
static void damaged_executables_do_no_harm(void **state)
{
    char path[] = "/tmp/tlscope-elf-XXXXXX";
    static unsigned char bytes[65536];
    (void)state;
    FILE *whole = fopen("/proc/self/exe", "re");
    assert_non_null(whole);
    size_t size = fread(bytes, 1, sizeof bytes, whole);
    fclose(whole);
    int file = mkstemp(path);
    assert_true(file >= 0);
    for (size_t i = 0; i < 1024; i++) {
        unsigned char kept = bytes[i];
        bytes[i] = (unsigned char)(kept ^ 0xff);
        assert_int_equal(pwrite(file, bytes, size, 0), size);
        elf_file_read(path);
        bytes[i] = kept;
    }
    for (size_t cut = size; cut > 0; cut -= cut / 16 + 1) {
        assert_int_equal(ftruncate(file, (off_t)cut), 0);
        elf_file_read(path);
    }
    close(file);
    unlink(path);
}

static void recorded_settings_hold_for_a_replay(void **state)
{
    (void)state;
    static const struct {
        const char *recorded;
        const char *user;
        bool under;
        bool statements;
        const char *merged;
    } cases[] = {
        {"", NULL, false, false, ""},
        {"unregister=walk:halt_on_error=1:moved=count", NULL, false, false, "unregister=walk:moved=count:"},
        {"pool_limit=1:heap=watch", "pool_limit=9", false, false, "pool_limit=1:heap=watch:pool_limit=9"},
        {"heap=watch:quarantine=64", "stack=0", true, true, "quarantine=64:trace=0:source=before:stack=0"},
        {"moved", ":", false, false, "moved::"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *merged = settings_merge(cases[i].recorded, cases[i].user, cases[i].under, cases[i].statements);
        assert_string_equal(merged, cases[i].merged);
        free(merged);
    }
}

static void settings_that_change_rules_are_known(void **state)
{
    (void)state;
    assert_false(settings_change_rules(NULL));
    assert_false(settings_change_rules("pool_limit=1:removed=1:quarantine=1M"));
    assert_true(settings_change_rules("moved=adopt"));
    assert_true(settings_change_rules("stack=0:unregister=walk"));
}

static void assert_word(const char *path, const char *expected)
{
    char *word = shell_word(path);
    assert_string_equal(word, expected);
    free(word);
}

static void paths_can_be_pasted(void **state)
{
    (void)state;
    assert_word("runs/a-1.b,c", "runs/a-1.b,c");
    assert_word("my run", "'my run'");
    assert_word("it's; $HOME", "'it'\\''s; $HOME'");
    assert_word("~/x", "'~/x'");
    assert_word("", "''");
    assert_word("-", "./-");
    assert_word("--", "./--");
    assert_word("-o x", "'./-o x'");
    assert_word("\xc3\xa9", "'\xc3\xa9'");
    assert_word("a\n\033[31m'\\\xff"
                "7",
                "$'a\\012\\033[31m\\047\\134\\3777'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buffers_are_large_where_there_is_room),
        cmocka_unit_test(buffers_always_fit_the_room),
        cmocka_unit_test(buffers_in_a_small_container),
        cmocka_unit_test(buffers_asked_for_are_kept),
        cmocka_unit_test(nearest_name_is_found),
        cmocka_unit_test(numbers_are_parsed_whole),
        cmocka_unit_test(paths_can_be_pasted),
        cmocka_unit_test(own_executable_is_known),
        cmocka_unit_test(damaged_executables_do_no_harm),
        cmocka_unit_test(recorded_settings_hold_for_a_replay),
        cmocka_unit_test(settings_that_change_rules_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
