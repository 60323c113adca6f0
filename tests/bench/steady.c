/* SPDX-License-Identifier: MIT */
/* steady EVENTS: as many events at least, never more than 10,000 objects alive, each for as long as the others. */
#include <stdlib.h>
#include <tl/abi.h>

enum { LIVE = 10000, EVENTS_OF_ONE = 4 };

int main(int argc, char **argv)
{
    static void *live[LIVE];
    const long objects = (argc > 1 ? strtol(argv[1], NULL, 10) : 0) / EVENTS_OF_ONE;
    for (long i = 0; i < objects + LIVE; i++) {
        void **place = &live[i % LIVE];
        if (*place) {
            tl_ptr_release(*place);
        }
        *place = i < objects ? malloc(24) : NULL;
        if (*place) {
            tl_mem_register_struct(*place);
            tl_mem_unregister(*place);
        }
    }
    return 0;
}
