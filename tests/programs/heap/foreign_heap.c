/* SPDX-License-Identifier: MIT */
/*
 * Registers 3 blocks of 100 bytes, and has a library work once, or as often as its argument says: it allocates 256
 * blocks of 4096 bytes each time, of which 128 are alive at the end.
 */
#include <stdlib.h>
#include <tl/abi.h>

void foreign_work(void);

int main(int argc, char **argv)
{
    for (int i = 0; i < 3; i++)
        tl_mem_register_struct_named(malloc(100), "Point");
    for (long times = argc > 1 ? strtol(argv[1], NULL, 10) : 1; times > 0; times--)
        foreign_work();
    return EXIT_SUCCESS;
}
