/* SPDX-License-Identifier: MIT */
/*
 * A struct is returned through two functions, and both that get it register it: two counts too many.
 *
 * expect: leak moved-counted-twice struct 1
 * call: tl_mem_register_struct
 */
#include "tl.h"

int64_t *make_node(void)
{
    tl_mem_enter_scope();
    LET(int64_t *, node, malloc(80); tl_mem_register_struct_named(node, "Node"));
    SET(*node = 7);
    tl_mem_unregister(node);
    tl_mem_exit_scope();
    return node;
}

int64_t *make_tree(void)
{
    tl_mem_enter_scope();
    LET(int64_t *, root, make_node(); tl_mem_register_struct(root)); /* ALSO: the first of two counts too many */
    SET(*root = 8);
    tl_mem_unregister(root);
    tl_mem_exit_scope();
    return root;
}

int main(void)
{
    tl_mem_enter_scope();
    LET(int64_t *, tree, make_tree(); tl_mem_register_struct(tree)); /* BUG: moved-counted-twice */
    DO(tt_use((float)*tree));
    tl_mem_exit_scope();
    return 0;
}
