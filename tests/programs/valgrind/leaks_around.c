/* SPDX-License-Identifier: MIT */
/* Leaks of the program's own where stacks also show what is suppressed: in a constructor of a library that is opened,
 * and in a function that a library of CUDA's name calls back. Arguments: that plug-in, that library. */
#include <dlfcn.h>
#include <stdlib.h>
#include <tl/abi.h>

enum { CALLED_BACK_BYTES = 301, REGISTERED_BYTES = 303 };

static void *volatile kept; /* for a moment: the compiler must not see that the block is of no use */

static void leak_in_callback(void)
{
    kept = malloc(CALLED_BACK_BYTES);
    kept = NULL;
}

int main(int count, char **arguments)
{
    void *plugin = count == 3 ? dlopen(arguments[1], RTLD_NOW) : NULL;
    void *cuda = plugin != NULL ? dlopen(arguments[2], RTLD_NOW) : NULL;
    if (cuda == NULL)
        return EXIT_FAILURE;
    void (*call_back)(void (*)(void)) = NULL;
    *(void **)&call_back = dlsym(cuda, "cuda_like_call");
    if (call_back == NULL)
        return EXIT_FAILURE;
    call_back(leak_in_callback);
    void *block = malloc(REGISTERED_BYTES);
    tl_mem_enter_scope();
    tl_mem_register_struct(block);
    tl_mem_unregister(block);
    tl_mem_exit_scope();
    return EXIT_SUCCESS;
}
