/* SPDX-License-Identifier: MIT */
/* The runtime as a plug-in: opened by its path, used once, closed. */
#include <dlfcn.h>
#include <stdlib.h>

int main(int count, char **arguments)
{
    void *runtime = count == 2 ? dlopen(arguments[1], RTLD_NOW) : NULL;
    if (runtime == NULL)
        return EXIT_FAILURE;
    void (*enter)(void) = NULL;
    void (*leave)(void) = NULL;
    *(void **)&enter = dlsym(runtime, "tl_mem_enter_scope");
    *(void **)&leave = dlsym(runtime, "tl_mem_exit_scope");
    if (enter == NULL || leave == NULL)
        return EXIT_FAILURE;
    enter();
    leave();
    return dlclose(runtime);
}
