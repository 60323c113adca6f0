/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "memcheck.h"

enum { FIXTURE_BYTES_MOST = 1 << 16 };

static struct memcheck_file *fixture(const char *name)
{
    char path[512];
    snprintf(path, sizeof(path), "%s/%s", TLSCOPE_FIXTURES, name);
    struct memcheck_file *file = memcheck_file_read(path);
    assert_non_null(file);
    return file;
}

/* A file that holds `bytes`, read. */
static struct memcheck_file *read_bytes(const char *bytes, size_t count)
{
    char path[] = "/tmp/tlscope-memcheck-XXXXXX";
    const int descriptor = mkstemp(path);
    assert_true(descriptor >= 0 && write(descriptor, bytes, count) == (ssize_t)count);
    close(descriptor);
    struct memcheck_file *file = memcheck_file_read(path);
    unlink(path);
    assert_non_null(file);
    return file;
}

static struct memcheck_file *read_text(const char *text)
{
    return read_bytes(text, strlen(text));
}

static size_t bytes_of_fixture(const char *name, char bytes[FIXTURE_BYTES_MOST])
{
    char path[512];
    snprintf(path, sizeof(path), "%s/%s", TLSCOPE_FIXTURES, name);
    FILE *stream = fopen(path, "re");
    assert_non_null(stream);
    const size_t count = fread(bytes, 1, FIXTURE_BYTES_MOST, stream);
    fclose(stream);
    return count;
}

static void use_after_free(void **state)
{
    (void)state;
    struct memcheck_file *file = fixture("point.xml");
    assert_null(file->fault);
    assert_true(file->finished && file->pid > 1 && file->parent_pid > 1);
    assert_string_equal(file->tool, "memcheck");
    assert_string_equal(file->program, "./p");
    assert_string_equal(file->fatal, "");
    const struct memcheck_error *error = &file->errors[0];
    assert_int_equal(error->kind, MEMCHECK_INVALID_READ);
    assert_string_equal(error->what, "Invalid read of size 8");
    assert_int_equal(error->count, 1);
    assert_int_equal(error->thread, 1);
    assert_false(error->final);
    assert_int_equal(error->stack_count, 3);
    assert_string_equal(error->stacks[0].what, "");
    assert_string_equal(error->stacks[0].frames[0].function, "main");
    assert_string_equal(error->stacks[0].frames[0].file, "p.c");
    assert_string_equal(error->stacks[0].frames[0].folder, "/home/user");
    assert_int_equal(error->stacks[0].frames[0].line, 11);
    assert_int_equal(error->block.state, MEMCHECK_FREED);
    assert_int_equal(error->block.size, 24);
    assert_string_equal(error->stacks[1].frames[0].function, "free");
    assert_string_equal(error->stacks[2].what, "Block was alloc'd at");
    assert_string_equal(error->stacks[2].frames[1].function, "make");
    assert_true(file->suppression_count > 0 && file->suppressions[0].count > 0);
    memcheck_file_free(file);
}

static void leak_checks_and_messages(void **state)
{
    (void)state;
    struct memcheck_file *file = fixture("many.xml");
    size_t before = 0;
    size_t at_end = 0;
    assert_null(file->fault);
    assert_int_equal(file->message_count, 2);
    assert_string_equal(file->messages[0].text, "tlscope: misuse [x] & <y>");
    assert_string_equal(file->messages[0].stack.frames[1].function, "main");
    assert_string_equal(file->messages[1].text, "plain text");
    assert_int_equal(file->messages[1].stack.count, 0);
    for (size_t i = 0; i < file->error_count; i++) {
        const struct memcheck_error *error = &file->errors[i];
        if (memcheck_kind_is_leak(error->kind)) {
            before += !error->final;
            at_end += error->final;
            assert_true(error->leaked_blocks == 1 && error->message == 2);
        }
    }
    assert_int_equal(before, 3);
    assert_int_equal(at_end, 3);
    const struct memcheck_error *lost = &file->errors[file->error_count - 1];
    assert_int_equal(lost->kind, MEMCHECK_LOST);
    assert_int_equal(lost->leaked_bytes, 1000);
    memcheck_file_free(file);
}

static void origin_of_a_value(void **state)
{
    (void)state;
    struct memcheck_file *file = fixture("many.xml");
    const struct memcheck_error *error = &file->errors[1];
    assert_int_equal(error->kind, MEMCHECK_UNINIT_CONDITION);
    assert_int_equal(error->stack_count, 2);
    assert_string_equal(error->stacks[1].what, "Uninitialised value was created by a heap allocation");
    assert_int_equal(error->stacks[1].count, 2);
    assert_false(error->block.known);
    memcheck_file_free(file);
}

static void signal_of_the_end(void **state)
{
    (void)state;
    struct memcheck_file *file = fixture("crash.xml");
    assert_null(file->fault);
    assert_string_equal(file->fatal, "SIGSEGV");
    assert_int_equal(file->crashed.frames[0].line, 28);
    memcheck_file_free(file);
}

/* Whatever is missing, what came before is there, and that it is cut is said. */
static void cut_anywhere(void **state)
{
    (void)state;
    static char bytes[FIXTURE_BYTES_MOST];
    const size_t count = bytes_of_fixture("point.xml", bytes);
    size_t errors = 0;
    for (size_t length = 0; length + 20 < count; length += 7) {
        struct memcheck_file *file = read_bytes(bytes, length);
        assert_non_null(file->fault);
        assert_true(file->error_count >= errors);
        errors = file->error_count;
        memcheck_file_free(file);
    }
    assert_true(errors > 1);
    struct memcheck_file *file = read_bytes(bytes, count / 2);
    assert_non_null(strstr(file->fault, "cut"));
    memcheck_file_free(file);
}

/* Bytes exchanged at random, always the same: any outcome will do but a crash. */
static void broken_anywhere(void **state)
{
    (void)state;
    static char bytes[FIXTURE_BYTES_MOST];
    static char broken[FIXTURE_BYTES_MOST];
    const char letters[] = "<>/&;'\"xiperost 0\x80\xff\x01\n";
    const size_t count = bytes_of_fixture("many.xml", bytes);
    uint32_t random = 1;
    for (int round = 0; round < 1500; round++) {
        memcpy(broken, bytes, count);
        for (int i = 0; i < 4; i++) {
            random = random * 1664525u + 1013904223u;
            const size_t at = (random >> 8) % count;
            random = random * 1664525u + 1013904223u;
            broken[at] = letters[(random >> 8) % (sizeof(letters) - 1)];
        }
        memcheck_file_free(read_bytes(broken, count));
    }
}

static void elements_where_none_belong(void **state)
{
    (void)state;
    struct memcheck_file *file =
        read_text("<valgrindoutput><frame><ip>0x1</ip></frame><stack><frame><ip>0x2</ip><fn>f</fn></frame></stack>"
                  "<pair><count>1</count><name>n</name></pair><error><error><kind>InvalidRead</kind></error>"
                  "<frame><fn>g</fn></frame><auxwhat>Address 0x5 is</auxwhat></error><error><kind>New</kind>"
                  "<stack/><auxwhat/><xauxwhat><text>Address 0x7 is here</text></xauxwhat></error></valgrindoutput>");
    assert_null(file->fault);
    assert_int_equal(file->error_count, 2);
    assert_int_equal(file->errors[0].kind, MEMCHECK_INVALID_READ);
    assert_true(file->errors[0].block.known);
    assert_string_equal(file->errors[1].kind_name, "New");
    assert_int_equal(file->errors[1].kind, MEMCHECK_OTHER);
    assert_int_equal(file->errors[1].block.address, 7);
    assert_int_equal(file->suppression_count, 0);
    memcheck_file_free(file);
}

static void empty_and_other_files(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "no XML",
                                        "<a/>",
                                        "<valgrindoutput>",
                                        "<?xml version=\"1.0\"?>",
                                        "<valgrindoutput><pid>-5</pid><pid>99999999999999999999999</pid>"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        struct memcheck_file *file = read_text(texts[i]);
        assert_int_equal(file->error_count, 0);
        assert_int_equal(file->fault == NULL, strcmp(texts[i], "<a/>") == 0);
        memcheck_file_free(file);
    }
    assert_null(memcheck_file_read("/nonexistent/memcheck.1.xml"));
}

static void deep_long_and_exploding(void **state)
{
    (void)state;
    enum { DEPTH = 5000, TEXT = 300000 };
    char *text = malloc(TEXT + 2 * sizeof("<error>") * DEPTH);
    char *end = text;
    for (int i = 0; i < DEPTH; i++) {
        end = stpcpy(end, "<error>");
    }
    struct memcheck_file *file = read_text(text);
    assert_non_null(file->fault);
    memcheck_file_free(file);
    end = stpcpy(text, "<valgrindoutput><error><what>");
    memset(end, 'a', TEXT);
    stpcpy(end + TEXT, "</what></error></valgrindoutput>");
    file = read_text(text);
    assert_null(file->fault);
    assert_true(strlen(file->errors[0].what) > 1000 && strlen(file->errors[0].what) < TEXT);
    memcheck_file_free(file);
    end = stpcpy(text, "<!DOCTYPE a [<!ENTITY e0 \"aaaaaaaaaaaaaaaa\">");
    for (int i = 1; i < 40; i++) {
        end += sprintf(end, "<!ENTITY e%d \"&e%d;&e%d;&e%d;&e%d;\">", i, i - 1, i - 1, i - 1, i - 1);
    }
    stpcpy(end, "]><valgrindoutput><tool>&e39;</tool></valgrindoutput>");
    file = read_text(text);
    assert_non_null(file->fault);
    memcheck_file_free(file);
    free(text);
}

/* Controls and names that are no UTF-8 are a program's own doing. */
static void any_bytes_in_texts(void **state)
{
    (void)state;
    struct memcheck_file *file =
        read_text("<valgrindoutput><clientmsg><text>a\x1b[31m\x02z</text></clientmsg></valgrindoutput>");
    assert_null(file->fault);
    assert_string_equal(file->messages[0].text, "a?[31m?z");
    memcheck_file_free(file);
    file = read_text("<valgrindoutput><clientmsg><text>caf\xe9</text></clientmsg></valgrindoutput>");
    assert_null(file->fault);
    assert_string_equal(file->messages[0].text, "caf\xc3\xa9");
    memcheck_file_free(file);
}

static void files_of_a_folder(void **state)
{
    (void)state;
    char folder[] = "/tmp/tlscope-memcheck-XXXXXX";
    char path[64];
    size_t count = 1;
    assert_non_null(mkdtemp(folder));
    struct memcheck_file **files = memcheck_files_read(folder, &count);
    assert_int_equal(count, 0);
    memcheck_files_free(files, count);
    snprintf(path, sizeof(path), "%s/memcheck.7.xml", folder);
    FILE *stream = fopen(path, "we");
    fputs("<valgrindoutput><pid>7</pid></valgrindoutput>", stream);
    fclose(stream);
    files = memcheck_files_read(folder, &count);
    assert_int_equal(count, 1);
    assert_int_equal(files[0]->pid, 7);
    memcheck_files_free(files, count);
    unlink(path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(use_after_free),
        cmocka_unit_test(leak_checks_and_messages),
        cmocka_unit_test(origin_of_a_value),
        cmocka_unit_test(signal_of_the_end),
        cmocka_unit_test(cut_anywhere),
        cmocka_unit_test(broken_anywhere),
        cmocka_unit_test(elements_where_none_belong),
        cmocka_unit_test(empty_and_other_files),
        cmocka_unit_test(deep_long_and_exploding),
        cmocka_unit_test(any_bytes_in_texts),
        cmocka_unit_test(files_of_a_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
