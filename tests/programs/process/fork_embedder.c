/* SPDX-License-Identifier: MIT */
/* A host's child, forked while a manager of its own has scopes, a frame, records, a moved reference and a pool. Both
 * leave what has been entered; one struct that was moved leaks in each. */
#include <stdlib.h>
#include <sys/wait.h>
#include <tl/pool.h>
#include <tl/tensor.h>
#include <unistd.h>

enum { BLOCK_BYTES = 40, ELEMENTS = 12, SLOT_BYTES = 64 };

static void *new_struct(tlscope_manager *manager)
{
    void *block = malloc(BLOCK_BYTES);
    tlscope_manager_register_struct(manager, block);
    return block;
}

static void *open_all(tlscope_manager *manager)
{
    tl_tensor *tensor = tlscope_tensor_new(manager, ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU);
    tlscope_pool_release(tlscope_manager_pool(manager), tensor, ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU);
    tlscope_manager_enter_scope(manager);
    void *kept = new_struct(manager);
    tlscope_manager_function_enter(manager, 1);
    (void)tlscope_manager_get_buffer(manager, 0, SLOT_BYTES);
    tlscope_manager_unregister(manager, new_struct(manager));
    tlscope_manager_acquire_ptr(manager, kept);
    return kept;
}

static void leave_all(tlscope_manager *manager, void *kept)
{
    (void)new_struct(manager);
    (void)tlscope_manager_get_buffer(manager, 0, 2 * (size_t)SLOT_BYTES);
    tlscope_manager_function_exit(manager);
    tlscope_manager_exit_scope(manager);
    (void)tlscope_manager_release_ptr(manager, kept);
}

int main(void)
{
    tlscope_manager *global = tlscope_manager_global();
    tlscope_manager *other = tlscope_manager_new();
    void *of_other = open_all(other);
    void *of_global = open_all(global);
    const pid_t child = fork();
    leave_all(other, of_other);
    leave_all(global, of_global);
    if (child == 0)
        return EXIT_SUCCESS;
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && status == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
