/* SPDX-License-Identifier: MIT */
/* Which function an address is in, by ranges, times, and files that are whole or damaged. */
#include <link.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "symbols/demangle.h"
#include "symbols/intervals.h"
#include "symbols/jit_code.h"
#include "symbols/jit_records.h"
#include "symbols/modules.h"
#include "symbols/moment.h"

enum { RANGES = 500, SPACE = 1000 };

static void ranges_are_found_like_one_by_one(void **state)
{
    (void)state;
    uint64_t low[RANGES];
    uint64_t high[RANGES];
    struct intervals intervals = {0};
    srand(7);
    for (size_t i = 0; i < RANGES; i++) {
        low[i] = (uint64_t)(rand() % SPACE);
        high[i] = low[i] + (uint64_t)(rand() % 60);
        intervals_add(&intervals, low[i], high[i], i);
    }
    for (uint64_t address = 0; address < SPACE + 60; address++) {
        size_t place = SIZE_MAX;
        size_t found = 0;
        size_t expected = 0;
        uint64_t last = UINT64_MAX;
        for (size_t i = 0; i < RANGES; i++) {
            expected += low[i] <= address && address < high[i];
        }
        for (const struct interval *at = intervals_next(&intervals, address, &place); at;
             at = intervals_next(&intervals, address, &place)) {
            assert_true(low[at->item] <= address && address < high[at->item]);
            assert_true(at->low <= last);
            last = at->low;
            found++;
        }
        assert_int_equal(found, expected);
    }
    intervals_free(&intervals);
}

static size_t best_of(uint64_t time, const uint64_t *since, size_t count)
{
    struct moment best = moment_none(time);
    for (size_t i = 0; i < count; i++) {
        moment_take(&best, since[i], i);
    }
    assert_true(best.found);
    return best.item;
}

static void the_newest_that_was_there_is_taken(void **state)
{
    (void)state;
    const uint64_t since[] = {30, 10, 20, 20};
    assert_int_equal(best_of(15, since, 4), 1);
    assert_int_equal(best_of(25, since, 4), 3);
    assert_int_equal(best_of(99, since, 4), 0);
    assert_int_equal(best_of(5, since, 4), 1); /* none was: the first after it */
}

static void names_are_as_programmers_wrote_them(void **state)
{
    (void)state;
#ifndef TLSCOPE_HAVE_LIBIBERTY
    skip();
#endif
    struct names names = {0};
    assert_string_equal(demangle_keep(&names, "_ZN5model6Tensor5scaleEfi"), "model::Tensor::scale");
    assert_string_equal(demangle_keep(&names, "_ZN4core3fmt5write17h0123456789abcdefE"), "core::fmt::write");
    assert_string_equal(demangle_keep(&names, "_RNvCs15kBYyAo9fc_7mycrate7example"), "mycrate::example");
    assert_string_equal(demangle_keep(&names, "main"), "main");
    assert_string_equal(demangle_keep(&names, "_Z"), "_Z");
    assert_string_equal(demangle_keep(&names, "_ZN"), "_ZN");
    names_free(&names);
}

enum { ID_DIGITS = 40 };

/* The program's own build id, as hex digits. */
static int own_build_id(struct dl_phdr_info *info, size_t size, void *digits)
{
    (void)size;
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const char *at = (const char *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
        const char *end = at + info->dlpi_phdr[i].p_memsz;
        while (info->dlpi_phdr[i].p_type == PT_NOTE && end - at > (ptrdiff_t)sizeof(ElfW(Nhdr))) {
            const ElfW(Nhdr) *note = (const void *)at;
            const char *name = at + sizeof(*note);
            const unsigned char *id = (const unsigned char *)name + ((note->n_namesz + 3) & ~3u);
            for (size_t byte = 0; note->n_type == NT_GNU_BUILD_ID && byte < note->n_descsz && byte < ID_DIGITS / 2;
                 byte++) {
                snprintf((char *)digits + 2 * byte, 3, "%02x", id[byte]);
            }
            at = (const char *)id + ((note->n_descsz + 3) & ~3u);
        }
    }
    return 1; /* the first is the program */
}

static void files_that_are_expected_are_opened_meanwhile(void **state)
{
    (void)state;
#ifndef TLSCOPE_HAVE_LIBDW
    skip();
#else
    char path[4096] = "";
    char build_id[ID_DIGITS + 1] = "";
    assert_true(readlink("/proc/self/exe", path, sizeof(path) - 1) > 0);
    dl_iterate_phdr(own_build_id, build_id);
    const struct module_identity own = {path, build_id, 0};
    const struct module_identity other = {path, "0123456789012345678901234567890123456789", 0};
    struct module_files files;
    module_files_init(&files, NULL);
    module_files_expect(&files, &own);
    module_files_expect(&files, &other);
    module_files_expect(&files, &own);
    const struct object_file *file = module_files_open(&files, &own);
    assert_non_null(file);
    assert_ptr_equal(module_files_open(&files, &own), file);
    assert_null(module_files_open(&files, &other));
    assert_null(module_files_open(&files, &(struct module_identity){"/nowhere", "", 0})); /* nobody expected it */
    module_files_free(&files);
    module_files_init(&files, NULL);
    module_files_expect(&files, &own); /* and nobody wants it after all */
    module_files_free(&files);
#endif
}

static void file_write(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* The function at an address and a time; NULL when nothing is known. */
static const char *function_at(struct jit_records *records, uint64_t address, uint64_t time, uint32_t *line)
{
    struct answer answer = {.count = 0};
    jit_records_find(records, address, time, &answer);
    *line = answer.count > 0 ? answer.frames[0].line : 0;
    return answer.count > 0 ? answer.frames[0].function : NULL;
}

static void maps_are_read_line_by_line(void **state)
{
    static const char text[] = "1000 10 first\n"
                               "nonsense\n"
                               "2000 zz bad\n"
                               "ffffffffffffffff 10 over the end\n"
                               "3000 10\n"
                               "1008 10 second, with a space\n"
                               "4000 8 unended";
    const char *path = *state;
    struct names names = {0};
    struct jit_records records = {0};
    uint32_t line = 0;
    file_write(path, text, sizeof(text) - 1);
    perf_map_read(path, &names, &records);
    assert_int_equal(records.count, 3);
    assert_string_equal(function_at(&records, 0x1004, 0, &line), "first");
    assert_string_equal(function_at(&records, 0x1009, 0, &line), "second, with a space");
    assert_string_equal(function_at(&records, 0x4000, 0, &line), "unended");
    assert_null(function_at(&records, 0x2000, 0, &line));
    jit_records_free(&records);
    names_free(&names);
}

/* A jitdump being written. */
struct dump {
    unsigned char bytes[1024];
    size_t size;
};

static void put(struct dump *dump, const void *bytes, size_t size)
{
    assert_true(dump->size + size <= sizeof(dump->bytes));
    memcpy(dump->bytes + dump->size, bytes, size);
    dump->size += size;
}

static void put_words(struct dump *dump, size_t count, const uint64_t *words)
{
    put(dump, words, count * sizeof(*words));
}

static void put_record(struct dump *dump, uint32_t type, size_t bytes, uint64_t time)
{
    const uint32_t start[2] = {type, (uint32_t)(16 + bytes)};
    put(dump, start, sizeof(start));
    put_words(dump, 1, &time);
}

static void put_load(struct dump *dump, const char *name, uint64_t start, uint64_t code, uint64_t time)
{
    put_record(dump, 0, 40 + strlen(name) + 1, time);
    put_words(dump, 5, (const uint64_t[]){0, start, start, 16, code});
    put(dump, name, strlen(name) + 1);
}

static void put_line(struct dump *dump, uint64_t code, uint64_t address, uint32_t line, uint64_t time)
{
    put_record(dump, 2, 16 + 16 + 2, time);
    put_words(dump, 4, (const uint64_t[]){code, 1, address, line});
    put(dump, "f", 2);
}

/* first at 0x1000 from time 10, with line 5; second there from 20, moved to 0x2000 at 30. */
static struct dump dump_of_two(uint64_t flags)
{
    struct dump dump = {.size = 0};
    put(&dump, (const uint32_t[]){0x4A695444, 1, 40, 62, 0, 1}, 24);
    put_words(&dump, 2, (const uint64_t[]){1, flags});
    put_line(&dump, 0x1000, 0x1000, 5, 10);
    put_load(&dump, "first", 0x1000, 1, 10);
    put_line(&dump, 0x1000, 0x1040, 7, 20); /* as LLVM writes it */
    put_load(&dump, "second", 0x1000, 2, 20);
    put_record(&dump, 1, 48, 30);
    put_words(&dump, 6, (const uint64_t[]){0, 0x2000, 0x1000, 0x2000, 16, 2});
    return dump;
}

static void jitdump_knows_times_lines_and_moves(void **state)
{
    const char *path = *state;
    const struct dump dump = dump_of_two(0);
    struct names names = {0};
    struct jit_records records = {0};
    uint32_t line = 0;
    file_write(path, dump.bytes, dump.size);
    jitdump_read(path, &names, &records);
    assert_string_equal(function_at(&records, 0x1008, 15, &line), "first");
    assert_int_equal(line, 5);
    assert_string_equal(function_at(&records, 0x1008, 25, &line), "second");
    assert_int_equal(line, 7);
    assert_string_equal(function_at(&records, 0x2008, 35, &line), "second");
    assert_int_equal(line, 7);
    assert_null(function_at(&records, 0x1010, 25, &line));
    jit_records_free(&records);
    names_free(&names);
}

static void without_our_clock_the_newest_holds(void **state)
{
    const char *path = *state;
    const struct dump dump = dump_of_two(1);
    struct names names = {0};
    struct jit_records records = {0};
    uint32_t line = 0;
    file_write(path, dump.bytes, dump.size);
    jitdump_read(path, &names, &records);
    assert_string_equal(function_at(&records, 0x1008, 15, &line), "second");
    jit_records_free(&records);
    names_free(&names);
}

static void damaged_jitdumps_are_read_as_far_as_they_go(void **state)
{
    const char *path = *state;
    const struct dump whole = dump_of_two(0);
    for (size_t i = 0; i < whole.size; i++) {
        struct names names = {0};
        struct jit_records records = {0};
        struct dump damaged = whole;
        uint32_t line = 0;
        file_write(path, whole.bytes, i); /* cut short */
        jitdump_read(path, &names, &records);
        assert_true(records.count <= 3);
        damaged.bytes[i] ^= 0xff; /* changed */
        file_write(path, damaged.bytes, damaged.size);
        jitdump_read(path, &names, &records);
        function_at(&records, 0x1008, 15, &line);
        jit_records_free(&records);
        names_free(&names);
    }
}

static void nothing_is_known_where_nothing_was_kept(void **state)
{
    (void)state;
    struct names names = {0};
    struct answer answer = {.count = 0};
    struct jit_code *code = jit_code_open("/nowhere", 1, &names);
    jit_code_find(code, 0x1000, 0, &names, &answer);
    assert_int_equal(answer.count, 0);
    jit_code_free(code);
    names_free(&names);
}

static int path_make(void **state)
{
    char *path = strdup("/tmp/tlscope-test-XXXXXX");
    const int file = path ? mkstemp(path) : -1;
    *state = path;
    return file < 0 ? -1 : close(file);
}

static int path_remove(void **state)
{
    unlink(*state);
    free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_are_found_like_one_by_one),
        cmocka_unit_test(the_newest_that_was_there_is_taken),
        cmocka_unit_test(names_are_as_programmers_wrote_them),
        cmocka_unit_test(files_that_are_expected_are_opened_meanwhile),
        cmocka_unit_test(maps_are_read_line_by_line),
        cmocka_unit_test(jitdump_knows_times_lines_and_moves),
        cmocka_unit_test(without_our_clock_the_newest_holds),
        cmocka_unit_test(damaged_jitdumps_are_read_as_far_as_they_go),
        cmocka_unit_test(nothing_is_known_where_nothing_was_kept),
    };
    return cmocka_run_group_tests(tests, path_make, path_remove);
}
