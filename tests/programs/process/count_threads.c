/* SPDX-License-Identifier: MIT */
/* Makes a call and says how many threads the process has. */
#include <dirent.h>
#include <stdio.h>

#include <tl/abi.h>

int main(void)
{
    int threads = -2; /* "." and ".." */
    tl_mem_enter_scope();
    tl_mem_exit_scope();
    DIR *folder = opendir("/proc/self/task");
    while (folder != NULL && readdir(folder) != NULL)
        threads++;
    if (folder != NULL)
        closedir(folder);
    printf("%d\n", threads);
    return 0;
}
