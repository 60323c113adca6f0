/* SPDX-License-Identifier: MIT */
/* Slot buffers of frames: used late, beyond their ends, before they are written, lost. */
#include <string.h>

#include "uses.h"

void buffer_undefined(void)
{
    tl_mem_function_enter(1);
    decide((char *)tl_mem_get_buffer(0, BUFFER_BYTES) + 9);
    tl_mem_function_exit();
}

void grown_buffer_undefined(void)
{
    tl_mem_function_enter(1);
    memset(tl_mem_get_buffer(0, BUFFER_BYTES), 1, BUFFER_BYTES);
    decide((char *)tl_mem_get_buffer(0, GROWN_BYTES) + 9);
    tl_mem_function_exit();
}

void buffer_kept(void)
{
    tl_mem_function_enter(1);
    memset(tl_mem_get_buffer(0, BUFFER_BYTES), 1, BUFFER_BYTES);
    decide((char *)tl_mem_get_buffer(0, BUFFER_BYTES / 2) + BUFFER_BYTES - 1);
    tl_mem_function_exit();
}

void old_buffer_until_exit(void)
{
    tl_mem_function_enter(1);
    char *old = tl_mem_get_buffer(0, BUFFER_BYTES);
    memset(old, 1, BUFFER_BYTES);
    tl_mem_get_buffer(0, GROWN_BYTES);
    decide(old + 9);
    tl_mem_function_exit();
}

void old_buffer_after_exit(void)
{
    tl_mem_function_enter(1);
    char *old = tl_mem_get_buffer(0, BUFFER_BYTES);
    tl_mem_get_buffer(0, GROWN_BYTES);
    tl_mem_function_exit();
    use(old + 9);
}

void buffer_after_exit(void)
{
    tl_mem_function_enter(1);
    char *buffer = tl_mem_get_buffer(0, BUFFER_BYTES);
    tl_mem_function_exit();
    use(buffer + 9);
}

void buffer_overrun(void)
{
    tl_mem_function_enter(1);
    use((char *)tl_mem_get_buffer(0, BUFFER_BYTES) + BUFFER_BYTES);
    tl_mem_function_exit();
}

/* Both are still counted when the program ends, and the program points to neither. */
void frame_lost(void)
{
    tl_mem_function_enter(1);
    tl_mem_get_buffer(0, BUFFER_BYTES);
    forget();
}

void slot_out_of_range(void)
{
    tl_mem_function_enter(2);
    tl_mem_get_buffer(5, 16);
    tl_mem_function_exit();
}
