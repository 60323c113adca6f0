/* SPDX-License-Identifier: MIT */
/*
 * Slot buffers that are used again, that grow, and that are still read after they grew.
 */
#include <stdio.h>

#include "tl.h"

int64_t render(int64_t lines)
{
    tl_mem_function_enter(2);
    LET(int64_t, used, 0);
    LOOP (i, lines) {
        LET(char *, line, tl_mem_get_buffer(0, 24));
        DO(snprintf(line, 24, "line %d", (int)i));
        LET(char *, page, tl_mem_get_buffer(1, 32 * (i + 1)));
        SET(used += snprintf(page, 32, "%s", line));
    }
    tl_mem_function_exit();
    return used;
}

int main(void)
{
    tl_mem_function_enter(1);
    LET(char *, title, tl_mem_get_buffer(0, 8));
    DO(snprintf(title, 8, "title"));
    DO(tt_use((float)render(5)));
    DO(tt_use((float)render(2)));
    DO(tt_use((float)title[0]));
    tl_mem_function_exit();
    return 0;
}
