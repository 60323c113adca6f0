/* SPDX-License-Identifier: MIT */
/* TLSCOPE_OPTIONS: values, files of them, and what is said of mistakes. */
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

#include "runtime/options.h"

/* What was said on stderr while the options were read. */
static char said[4096];

static struct options read_options(const char *setting)
{
    struct options options;
    FILE *file = tmpfile();
    const int kept = dup(STDERR_FILENO);
    setenv("TLSCOPE_OPTIONS", setting, 1);
    fflush(stderr);
    dup2(fileno(file), STDERR_FILENO);
    options_read(&options);
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    close(kept);
    rewind(file);
    said[fread(said, 1, sizeof said - 1, file)] = '\0';
    fclose(file);
    return options;
}

static void defaults_are_the_contracts(void **state)
{
    (void)state;
    const struct options options = read_options("");
    assert_int_equal(options.unregister, UNREGISTER_CURRENT);
    assert_int_equal(options.moved, MOVED_COUNT);
    assert_int_equal(options.pool_limit, 32);
    assert_int_equal(options.exitcode, 23);
    assert_int_equal(options.halt_on_error, 0);
    assert_string_equal(said, "");
}

static void values_are_taken(void **state)
{
    (void)state;
    const struct options options =
        read_options("unregister=walk:moved=adopt:pool_limit=4:quarantine=3M:leak_report=1:trace=0:heap=watch");
    assert_int_equal(options.unregister, UNREGISTER_WALK);
    assert_int_equal(options.moved, MOVED_ADOPT);
    assert_int_equal(options.pool_limit, 4);
    assert_int_equal(options.quarantine, 3 << 20);
    assert_int_equal(options.leak_report, 1);
    assert_int_equal(options.trace, 0);
    assert_int_equal(options.heap, HEAP_WATCH);
    assert_string_equal(said, "");
}

static void mistakes_are_told_and_left_out(void **state)
{
    (void)state;
    struct options options = read_options("pool_limt=4:moved=adopt");
    assert_non_null(strstr(said, "unknown option 'pool_limt'; did you mean 'pool_limit'?"));
    assert_int_equal(options.pool_limit, 32);
    assert_int_equal(options.moved, MOVED_ADOPT);
    options = read_options("moved=maybe:pool_limit=4K:quarantine=1T:exitcode=-1:leak_report");
    assert_int_equal(options.moved, MOVED_COUNT);
    assert_int_equal(options.pool_limit, 32);
    assert_int_equal(options.quarantine, 0);
    assert_non_null(strstr(said, "option moved cannot be 'maybe'"));
    assert_non_null(strstr(said, "option pool_limit cannot be '4K'"));
    assert_non_null(strstr(said, "option quarantine cannot be '1T'"));
    assert_non_null(strstr(said, "option exitcode cannot be '-1'"));
    assert_non_null(strstr(said, "option 'leak_report' has no value"));
    read_options("quarantine=99999999999999999999");
    assert_non_null(strstr(said, "cannot be"));
    options = read_options("exitcode=256:nonsense=1");
    assert_non_null(strstr(said, "option exitcode cannot be '256': it takes a number from 0 to 255"));
    assert_non_null(strstr(said, "unknown option 'nonsense' (TLSCOPE_OPTIONS=help"));
    assert_int_equal(options.exitcode, 23);
}

static void what_is_too_much_is_told_and_limited(void **state)
{
    (void)state;
    char setting[256];
    struct options options = read_options("stack=64");
    assert_int_equal(options.stack, 64);
    assert_string_equal(said, "");
    options = read_options("stack=100");
    assert_int_equal(options.stack, 64);
    assert_string_equal(said, "tlscope: option stack cannot be '100': taken as 64, the most there are\n");
    read_options("stack=few");
    assert_non_null(strstr(said, "option stack cannot be 'few': it takes a number"));
    snprintf(setting, sizeof setting, "scope_site=%0*d", OPTION_TEXT_BYTES - 1, 7);
    read_options(setting);
    assert_string_equal(said, "");
    snprintf(setting, sizeof setting, "scope_site=%0*d", OPTION_TEXT_BYTES, 7);
    options = read_options(setting);
    assert_int_equal(strlen(options.scope_site), OPTION_TEXT_BYTES - 1);
    assert_non_null(strstr(said, "option scope_site cannot be longer than 127 bytes: taken as '000"));
}

static void files_hold_the_same(void **state)
{
    (void)state;
    char path[] = "/tmp/tlscope-options-XXXXXX";
    char setting[128];
    FILE *file = fdopen(mkstemp(path), "w");
    fputs("# a comment\nmoved = adopt # and another\nunregister=walk:exitcode=7\n\n", file);
    fclose(file);
    snprintf(setting, sizeof setting, "exitcode=9:options_file=%s:leak_report=1", path);
    struct options options = read_options(setting);
    assert_int_equal(options.moved, MOVED_ADOPT);
    assert_int_equal(options.unregister, UNREGISTER_WALK);
    assert_int_equal(options.exitcode, 7);
    assert_int_equal(options.leak_report, 1);
    assert_string_equal(said, "");
    file = fopen(path, "w");
    fputs("\nmoved=perhaps\n", file);
    fclose(file);
    read_options(setting);
    assert_non_null(strstr(said, path));
    assert_non_null(strstr(said, ":2: option moved cannot be 'perhaps'"));
    file = fopen(path, "w");
    fprintf(file, "options_file=%s\n", path); /* a file that names itself */
    fclose(file);
    read_options(setting);
    assert_non_null(strstr(said, "too deeply"));
    unlink(path);
    read_options(setting);
    assert_non_null(strstr(said, "cannot be read: No such file"));
    assert_int_equal(mkfifo(path, 0600), 0); /* into which nobody ever writes */
    alarm(60);
    read_options(setting);
    alarm(0);
    assert_non_null(strstr(said, "is no regular file"));
    unlink(path);
}

static void help_lists_every_key(void **state)
{
    (void)state;
    read_options("help=1");
#define OPTION(key, kind, value, help) assert_non_null(strstr(said, "  " #key " "));
#define OPTION_TEXT(key, help)         assert_non_null(strstr(said, "  " #key " "));
#include "runtime/options.def"
#undef OPTION
#undef OPTION_TEXT
}

static void settings_are_written_as_they_are_read(void **state)
{
    (void)state;
    char text[512];
    char again[512];
    struct options options = read_options("moved=adopt:quarantine=4096:pool_limit=1");
    options_format(&options, text, sizeof text);
    assert_non_null(strstr(text, "moved=adopt"));
    options = read_options(text);
    options_format(&options, again, sizeof again);
    assert_string_equal(text, again);
    options_format(&options, text, 10);
    assert_int_equal(strlen(text), 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_the_contracts),
        cmocka_unit_test(values_are_taken),
        cmocka_unit_test(mistakes_are_told_and_left_out),
        cmocka_unit_test(files_hold_the_same),
        cmocka_unit_test(what_is_too_much_is_told_and_limited),
        cmocka_unit_test(help_lists_every_key),
        cmocka_unit_test(settings_are_written_as_they_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
