/* SPDX-License-Identifier: MIT */
/* A child forked in the middle of things: scopes, a frame with buffers, records, moved references, a pool. Both leave
 * what they have entered; one moved struct and one acquired tensor leak in each. */
#include <stdlib.h>
#include <sys/wait.h>
#include <tl/abi.h>
#include <tl/tensor.h>
#include <unistd.h>

enum { BLOCK_BYTES = 40, ELEMENTS = 12, SLOT_BYTES = 64 };

static void *new_struct(const char *name)
{
    void *block = malloc(BLOCK_BYTES);
    tl_mem_register_struct_named(block, name);
    return block;
}

static tl_tensor *new_tensor(void)
{
    return tlscope_tensor_new(tlscope_manager_global(), ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU);
}

/* A vector of two tensors that it alone holds. */
static void register_vector(void)
{
    tl_vec *vector = malloc(sizeof(*vector));
    *vector = (tl_vec){.data = malloc(2 * sizeof(void *)), .cap = 2, .len = 2};
    for (int i = 0; i < 2; i++) {
        vector->data[i] = new_tensor();
        tl_tensor_acquire(vector->data[i]);
    }
    tl_mem_register_vec_ptr(vector);
}

int main(void)
{
    tl_tensor *pooled[2] = {new_tensor(), new_tensor()};
    tl_mem_register_struct(malloc(BLOCK_BYTES));
    tl_mem_enter_scope();
    for (int i = 0; i < 2; i++)
        tl_tensor_acquire(pooled[i]);
    tl_tensor_release(pooled[0]);
    tl_mem_register_tensor(pooled[1]); /* once in the scope, once acquired */
    tl_mem_function_enter(2);
    (void)tl_mem_get_buffer(1, SLOT_BYTES);
    void *moved = new_struct("Moved");
    tl_mem_unregister(moved);
    void *early = new_struct("Early");
    tl_ptr_acquire(early);
    tl_ptr_release(early);
    register_vector();
    tl_mem_enter_scope();
    (void)new_struct("Inner");
    pid_t child = fork();
    (void)tl_mem_get_buffer(1, 2 * (int64_t)SLOT_BYTES);
    tl_mem_exit_scope();
    tl_mem_register_tensor(new_tensor());
    tl_mem_function_exit();
    tl_mem_exit_scope();
    if (child == 0)
        return EXIT_SUCCESS;
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && status == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
