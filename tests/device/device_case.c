/* SPDX-License-Identifier: MIT */
#include "device_case.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/library.h"

tlscope_manager *manager;
struct fake *fake;

void *stream(unsigned name)
{
    return (void *)(uintptr_t)name;
}

tl_tensor *new_on(unsigned name)
{
    return tlscope_tensor_new_on(manager, 10, TLSCOPE_F32, TLSCOPE_CUDA, 0, stream(name));
}

void release(tl_tensor *tensor)
{
    tlscope_manager_acquire_ptr(manager, tensor);
    tlscope_manager_release_ptr(manager, tensor);
}

size_t pooled(void)
{
    return tlscope_pool_total_count(tlscope_manager_pool(manager));
}

void expect_calls(const char *calls)
{
    char letters[256] = {0};
    char next = 'a';
    char *text = fake->calls;
    for (char *at = text; *at != '\0'; at++) {
        if (at[0] < 'a' || at[0] > 'z' || at == text || at[-1] != ' ' || (at[1] != ',' && at[1] != '\0'))
            continue;
        if (letters[(unsigned char)*at] == 0)
            letters[(unsigned char)*at] = next++;
        *at = letters[(unsigned char)*at];
    }
    assert_string_equal(text, calls);
    text[0] = '\0';
}

const char *diagnostic_text(void)
{
    return recorder_last(TL_EVENT_diagnostic)->diagnostic.text;
}

void start_recording(void)
{
    repeats_free(&runtime.repeats);
    repeats_init(&runtime.repeats);
    recorder_start();
}

int set_up(void **state)
{
    (void)state;
    runtime.options.diagnostics = 0;
    fake = dlsym(library_open("libtlscope-cuda.so"), FAKE_SYMBOL);
    manager = tlscope_manager_new();
    *fake = (struct fake){.capacity = 1 << 20};
    start_recording();
    return manager == NULL;
}

int tear_down(void **state)
{
    (void)state;
    fake->refused = NULL;
    assert_true(objects_are_valid(&manager->objects));
    tlscope_manager_destroy(manager);
    assert_int_equal(fake->used[0], 0); /* what a manager's pool had on the device goes with it */
    assert_int_equal(fake->used[1], 0);
    return 0;
}

void in_child(void (*test)(void))
{
    int status = 0;
    const pid_t child = fork();
    if (child == 0) {
        test();
        exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}
