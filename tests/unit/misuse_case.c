/* SPDX-License-Identifier: MIT */
#include "misuse_case.h"

tlscope_manager *manager;

int set_up(void **state)
{
    (void)state;
    runtime.options.diagnostics = 0;
    manager = tlscope_manager_new();
    recorder_start();
    return manager == NULL;
}

int tear_down(void **state)
{
    (void)state;
    assert_true(objects_are_valid(&manager->objects));
    assert_true(scopes_are_valid(&manager->scopes));
    tlscope_manager_destroy(manager);
    runtime.options.quarantine = 0;
    return 0;
}

const struct tl_event_diagnostic *told(void)
{
    return &recorder_last(TL_EVENT_diagnostic)->diagnostic;
}

__attribute__((noinline)) void release(void *pointer)
{
    call_release(manager, TL_EVENT_ptr_release, pointer, HERE);
}
