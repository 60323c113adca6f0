/* SPDX-License-Identifier: MIT */
/* Ends in the way named: `return`, `leave` (by _exit, without destructors), `fork` (and so does a child), `quiet` (a
 * child leaves without a call). Clean; what is left then is of the libraries. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <tl/abi.h>
#include <unistd.h>

enum { BLOCK_BYTES = 24 };

static void *use_scope(void *unused)
{
    (void)unused;
    tl_mem_enter_scope();
    tl_mem_register_struct(malloc(BLOCK_BYTES));
    tl_mem_exit_scope();
    return NULL;
}

static int fork_child(int calls)
{
    int status = EXIT_FAILURE;
    const pid_t child = fork();
    if (child == 0) {
        if (calls)
            use_scope(NULL);
        _exit(EXIT_SUCCESS);
    }
    return waitpid(child, &status, 0) == child ? status : EXIT_FAILURE;
}

int main(int count, char **arguments)
{
    const char *end = count > 1 ? arguments[1] : "return";
    pthread_t thread;
    if (pthread_create(&thread, NULL, use_scope, NULL) != 0)
        return EXIT_FAILURE;
    use_scope(NULL);
    (void)pthread_join(thread, NULL);
    if (strcmp(end, "leave") == 0)
        _exit(EXIT_SUCCESS);
    if (strcmp(end, "fork") == 0 || strcmp(end, "quiet") == 0)
        return fork_child(strcmp(end, "fork") == 0);
    return EXIT_SUCCESS;
}
