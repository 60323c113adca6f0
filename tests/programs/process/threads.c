/* SPDX-License-Identifier: MIT */
/* Four threads that acquire and release one tensor and have structs of their own; clean, and the counts are known. */
#include <pthread.h>
#include <stdlib.h>
#include <tl/tensor.h>

enum { THREADS = 4, ROUNDS = 1000, BLOCK_BYTES = 40 };

static void *work(void *tensor)
{
    for (int i = 0; i < ROUNDS; i++) {
        tl_tensor_acquire(tensor);
        void *block = malloc(BLOCK_BYTES);
        tl_ptr_acquire(NULL);
        tl_mem_register_struct(block);
        tl_mem_unregister(block);
        tl_ptr_release(block);
        tl_tensor_release(tensor);
    }
    return NULL;
}

int main(void)
{
    pthread_t threads[THREADS];
    tl_tensor *tensor = tlscope_tensor_new(tlscope_manager_global(), 64, TLSCOPE_F32, TLSCOPE_CPU);
    tl_mem_enter_scope();
    tl_mem_register_tensor(tensor);
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, work, tensor) != 0)
            return EXIT_FAILURE;
    for (int i = 0; i < THREADS; i++)
        (void)pthread_join(threads[i], NULL);
    tl_mem_exit_scope();
    return tl_get_refcount_count() == 0 && tl_get_pool_count() == 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
