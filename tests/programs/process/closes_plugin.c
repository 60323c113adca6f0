/* SPDX-License-Identifier: MIT */
/* A library that leaks is closed before the process ends, and before it has a child that calls. Its path is the
 * argument. */
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <tl/abi.h>
#include <unistd.h>

int main(int count, char **arguments)
{
    void *plugin = count == 2 ? dlopen(arguments[1], RTLD_NOW) : NULL;
    if (plugin == NULL)
        return EXIT_FAILURE;
    void (*leak)(void) = (void (*)(void))dlsym(plugin, "leak_in_plugin");
    leak();
    dlclose(plugin);
    const pid_t child = fork();
    if (child == 0) {
        tl_mem_enter_scope();
        tl_mem_exit_scope();
        return EXIT_SUCCESS;
    }
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && status == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
