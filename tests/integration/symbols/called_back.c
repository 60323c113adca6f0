/* SPDX-License-Identifier: MIT */
/* A call out of a function that the C library called. */
#include <stdlib.h>

#include <tl/abi.h>

static int compare(const void *left, const void *right)
{
    void *block = malloc(1);
    tl_mem_register_struct(block); /* line: registers */
    tl_mem_unregister(block);
    tl_ptr_release(block);
    return *(const char *)left - *(const char *)right;
}

int main(void)
{
    char letters[] = "ba";
    qsort(letters, 2, 1, compare); /* line: sorts */
    return letters[0] == 'a' ? 0 : 1;
}
