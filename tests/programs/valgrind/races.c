/* SPDX-License-Identifier: MIT */
/* Two threads that count without a lock, between calls: the runtime's lock must not look like theirs. */
#include <pthread.h>
#include <stdlib.h>
#include <tl/abi.h>

enum { ROUNDS = 20 };

static volatile int counter;

static void *count_unlocked(void *unused)
{
    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        counter++;
        tl_ptr_acquire(NULL);
        counter++;
    }
    return NULL;
}

int main(void)
{
    pthread_t first;
    pthread_t second;
    if (pthread_create(&first, NULL, count_unlocked, NULL) != 0)
        return EXIT_FAILURE;
    if (pthread_create(&second, NULL, count_unlocked, NULL) != 0)
        return EXIT_FAILURE;
    (void)pthread_join(first, NULL);
    (void)pthread_join(second, NULL);
    return EXIT_SUCCESS;
}
