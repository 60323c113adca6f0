/* SPDX-License-Identifier: MIT */
/* A child inherits a struct of the process-wide manager's, and another of an embedder's. */
#include <stdlib.h>
#include <sys/wait.h>
#include <tl/manager.h>
#include <unistd.h>

enum { BLOCK_BYTES = 40 };

int main(void)
{
    tlscope_manager *global = tlscope_manager_global();
    tlscope_manager *other = tlscope_manager_new();
    tlscope_manager_register_struct(global, malloc(BLOCK_BYTES));
    tlscope_manager_register_struct(other, malloc(BLOCK_BYTES));
    const pid_t child = fork();
    if (child == 0) {
        tlscope_manager_enter_scope(global);
        tlscope_manager_exit_scope(global);
        return EXIT_SUCCESS;
    }
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && status == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
