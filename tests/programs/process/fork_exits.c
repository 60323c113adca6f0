/* SPDX-License-Identifier: MIT */
/* A child that calls exit inside a scope of its parent's, into which it has put a struct. */
#include <stdlib.h>
#include <sys/wait.h>
#include <tl/abi.h>
#include <unistd.h>

int main(void)
{
    tl_mem_enter_scope();
    pid_t child = fork();
    if (child == 0) {
        tl_mem_register_struct_named(malloc(24), "Child");
        exit(EXIT_SUCCESS);
    }
    int status = 0;
    const int waited = waitpid(child, &status, 0);
    tl_mem_exit_scope();
    return child > 0 && waited == child && status == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
