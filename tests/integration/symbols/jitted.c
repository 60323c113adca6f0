/* SPDX-License-Identifier: MIT */
/* Compiled to LLVM IR with debug information, and run by lli. */
void *malloc(unsigned long bytes);
void tl_mem_register_struct(void *block);
void tl_mem_unregister(void *block);

static void hand_over(void *block)
{
    tl_mem_register_struct(block); /* line: registers */
    tl_mem_unregister(block);
}

int main(void)
{
    hand_over(malloc(24));
    return 0;
}
