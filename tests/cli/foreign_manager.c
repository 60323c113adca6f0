/* SPDX-License-Identifier: MIT */
/* A memory manager that is not ours: what --preload is for. */
void tl_mem_enter_scope(void);
void tl_mem_exit_scope(void);

void tl_mem_enter_scope(void)
{
}

void tl_mem_exit_scope(void)
{
}
