/* SPDX-License-Identifier: MIT */
/* A parent that leaks one struct, and a forked child that leaks two of its own beside the inherited one, and then, with
 * any argument, kills itself. */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <tl/abi.h>
#include <unistd.h>

static void leak_struct(const char *name)
{
    void *block = malloc(32);
    tl_mem_enter_scope();
    tl_mem_register_struct_named(block, name);
    tl_mem_unregister(block);
    tl_mem_exit_scope();
}

int main(int argc, char **argv)
{
    const int killed = argc > 1;
    (void)argv;
    leak_struct("Parent");
    pid_t child = fork();
    if (child < 0)
        return EXIT_FAILURE;
    if (child == 0) {
        leak_struct("Child");
        leak_struct("Child");
        if (killed)
            raise(SIGKILL);
        return EXIT_SUCCESS;
    }
    int status = 0;
    return waitpid(child, &status, 0) == child && (killed ? WIFSIGNALED(status) : status == 0) ? EXIT_SUCCESS
                                                                                               : EXIT_FAILURE;
}
