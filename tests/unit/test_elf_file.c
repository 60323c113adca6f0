/* SPDX-License-Identifier: MIT */
/* Symbols of files, which may be anything by now, and any file may be damaged. */
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/elf_file.h"
#include "runtime/symbol.h"

static char folder[] = "/tmp/tlscope-test-XXXXXX";
static char copy[sizeof folder + 16];

/* A library that is there wherever this test is. */
static const char *library(void)
{
    static const char name[] = "libcmocka";
    Dl_info found = {0};
    assert_int_not_equal(dladdr((const void *)(uintptr_t)_cmocka_run_group_tests, &found), 0);
    assert_non_null(strstr(found.dli_fname, name));
    return found.dli_fname;
}

static void copy_library(void)
{
    char command[4096 + sizeof copy];
    snprintf(command, sizeof command, "cp '%s' %s", library(), copy);
    assert_int_equal(system(command), 0);
}

static void a_fifo_in_a_modules_place_is_not_waited_for(void **state)
{
    (void)state;
    char text[SYMBOL_BYTES];
    copy_library();
    void *module = dlopen(copy, RTLD_NOW | RTLD_LOCAL);
    assert_non_null(module);
    char *function = dlsym(module, "_cmocka_run_group_tests");
    symbol_describe(function + 1, text);
    assert_non_null(strstr(text, "_cmocka_run_group_tests+0x1 (copy.so+"));
    assert_int_equal(unlink(copy), 0);
    assert_int_equal(mkfifo(copy, 0600), 0);
    alarm(20);
    symbol_describe(function + 1, text);
    alarm(0);
    assert_int_equal(strncmp(text, "copy.so+0x", 10), 0);
    assert_int_equal(unlink(copy), 0);
    dlclose(module);
}

static bool count_names(void *context, const struct elf_symbols *symbols)
{
    size_t *names = context;
    for (size_t i = 0; i < symbols->count; i++) {
        const char *name = elf_symbol_name(symbols, &symbols->items[i]);
        *names += name != NULL && strlen(name) < symbols->names_size;
    }
    return false;
}

static size_t names_in(const struct elf_file *file)
{
    size_t names = 0;
    elf_file_each_table(file, count_names, &names);
    return names;
}

static void no_damage_leads_out_of_the_file(void **state)
{
    (void)state;
    const struct elf_file whole = elf_file_map(library());
    assert_non_null(whole.bytes);
    assert_true(names_in(&whole) > 50);
    unsigned char *bytes = malloc(whole.size);
    assert_non_null(bytes);
    memcpy(bytes, whole.bytes, whole.size);
    const uint64_t sections = ((const ElfW(Ehdr) *)(const void *)whole.bytes)->e_shoff;
    uint32_t seed = 12345;
    for (int turn = 0; turn < 2000; turn++) {
        seed = seed * 1664525u + 1013904223u;
        /* In the header, or in the table of sections, by turns. */
        const uint64_t at =
            turn % 2 != 0 ? (seed >> 8) % sizeof(ElfW(Ehdr)) : sections + (seed >> 8) % (whole.size - sections);
        bytes[at] ^= (unsigned char)(1u << (seed >> 29));
        names_in(&(struct elf_file){bytes, whole.size});
        bytes[at] = whole.bytes[at];
    }
    free(bytes);
    elf_file_unmap(&whole);
}

static void what_is_no_elf_file_has_none(void **state)
{
    (void)state;
    const struct elf_file none = elf_file_map("/nowhere");
    const struct elf_file device = elf_file_map("/dev/zero");
    assert_null(none.bytes);
    assert_null(device.bytes);
    assert_int_equal(names_in(&none), 0);
    elf_file_unmap(&none);
}

static int folder_make(void **state)
{
    (void)state;
    const bool made = mkdtemp(folder) != NULL;
    snprintf(copy, sizeof copy, "%s/copy.so", folder);
    return made ? 0 : -1;
}

static int folder_remove(void **state)
{
    (void)state;
    unlink(copy);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fifo_in_a_modules_place_is_not_waited_for),
        cmocka_unit_test(no_damage_leads_out_of_the_file),
        cmocka_unit_test(what_is_no_elf_file_has_none),
    };
    return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
