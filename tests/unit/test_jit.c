/* SPDX-License-Identifier: MIT */
/* Objects of JIT compilers, kept while they are listed; the list may be in any disorder. */
#include <dirent.h>
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "jit/descriptor.h"
#include "jit/jit.h"

enum { OBJECT_BYTES = 600 };

/* This test is the JIT compiler; the runtime finds the name in the symbol table of the program. */
struct jit_descriptor __jit_debug_descriptor = {.version = 1};

static char folder[] = "/tmp/tlscope-test-XXXXXX/jit";

static void object_make(char bytes[OBJECT_BYTES], char content)
{
    memset(bytes, content, OBJECT_BYTES);
    for (size_t i = 0; i < SELFMAG; i++)
        bytes[i] = ELFMAG[i];
}

static struct jit_entry entry_of(const char *object, uint64_t bytes, struct jit_entry *next)
{
    return (struct jit_entry){.next = next, .object = object, .bytes = bytes};
}

/* How many objects of a process are in the folder. */
static unsigned files_of(long pid)
{
    char prefix[32];
    unsigned count = 0;
    DIR *directory = opendir(folder);
    const size_t length = (size_t)snprintf(prefix, sizeof prefix, "%ld-", pid);
    for (struct dirent *entry = directory != NULL ? readdir(directory) : NULL; entry != NULL;
         entry = readdir(directory))
        count += strncmp(entry->d_name, prefix, length) == 0 && strstr(entry->d_name, ".o") != NULL;
    if (directory != NULL)
        closedir(directory);
    return count;
}

static void each_object_is_kept_once(void **state)
{
    (void)state;
    char objects[2][OBJECT_BYTES];
    struct jit_entry second = entry_of(objects[1], OBJECT_BYTES, NULL);
    struct jit_entry first = entry_of(objects[0], OBJECT_BYTES, &second);
    object_make(objects[0], 'a');
    object_make(objects[1], 'b');
    const unsigned before = files_of(getpid());
    __jit_debug_descriptor.first = &first;
    jit_met_code();
    jit_met_code();
    assert_int_equal(files_of(getpid()), before + 2);
    object_make(objects[0], 'c'); /* freed, and another in its place */
    jit_met_code();
    assert_int_equal(files_of(getpid()), before + 3);
    __jit_debug_descriptor.first = NULL;
}

static void what_is_no_object_is_left_alone(void **state)
{
    (void)state;
    char text[OBJECT_BYTES] = "no object";
    char *half = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(half, MAP_FAILED);
    object_make(half + 4096 - 100, 'h');
    assert_int_equal(munmap(half + 4096, 4096), 0);
    struct jit_entry entries[6] = {
        entry_of(NULL, OBJECT_BYTES, &entries[1]), entry_of((const char *)8, OBJECT_BYTES, &entries[2]),
        entry_of(text, OBJECT_BYTES, &entries[3]), entry_of(half + 4096 - 100, OBJECT_BYTES, &entries[4]),
        entry_of(text, UINT64_MAX, &entries[5]),   entry_of(text, 3, (struct jit_entry *)16),
    };
    const unsigned before = files_of(getpid());
    __jit_debug_descriptor.first = entries;
    jit_met_code();
    assert_int_equal(files_of(getpid()), before);
    munmap(half, 4096);
    __jit_debug_descriptor.first = NULL;
}

static void a_list_that_never_ends_is_left(void **state)
{
    (void)state;
    char object[OBJECT_BYTES];
    struct jit_entry entry = entry_of(object, OBJECT_BYTES, &entry);
    object_make(object, 'x');
    const unsigned before = files_of(getpid());
    __jit_debug_descriptor.first = &entry;
    jit_met_code();
    assert_int_equal(files_of(getpid()), before + 1);
    __jit_debug_descriptor.first = (struct jit_entry *)24;
    jit_met_code();
    __jit_debug_descriptor.first = NULL;
}

static void a_child_keeps_its_own(void **state)
{
    (void)state;
    char object[OBJECT_BYTES];
    struct jit_entry entry = entry_of(object, OBJECT_BYTES, NULL);
    object_make(object, 'y');
    __jit_debug_descriptor.first = &entry;
    jit_met_code();
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        jit_met_code_in_child();
        _exit(0);
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(files_of(child), 1);
    __jit_debug_descriptor.first = NULL;
}

static void the_end_is_a_last_chance(void **state)
{
    (void)state;
    char object[OBJECT_BYTES];
    struct jit_entry entry = entry_of(object, OBJECT_BYTES, NULL);
    object_make(object, 'z');
    const unsigned before = files_of(getpid());
    __jit_debug_descriptor.first = &entry;
    jit_end();
    assert_int_equal(files_of(getpid()), before + 1);
    __jit_debug_descriptor.first = NULL;
}

static int folder_make(void **state)
{
    (void)state;
    char *end = strrchr(folder, '/');
    *end = '\0';
    const bool made = mkdtemp(folder) != NULL;
    *end = '/';
    return made ? setenv("TLSCOPE_JIT_DIR", folder, 1) : -1;
}

static int folder_remove(void **state)
{
    (void)state;
    char command[sizeof folder + 16];
    unsetenv("TLSCOPE_JIT_DIR");
    *strrchr(folder, '/') = '\0';
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_object_is_kept_once),       cmocka_unit_test(what_is_no_object_is_left_alone),
        cmocka_unit_test(a_list_that_never_ends_is_left), cmocka_unit_test(a_child_keeps_its_own),
        cmocka_unit_test(the_end_is_a_last_chance),
    };
    return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
