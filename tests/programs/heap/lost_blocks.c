/* SPDX-License-Identifier: MIT */
/*
 * Loses 3 blocks of 40 bytes in lose_block and 2 lists of 2 nodes (24 bytes each) in lose_list: one node of each is
 * pointed to by the other only. Everything else it allocates is freed, registered, or pointed to until the end.
 */
#include <stdlib.h>
#include <string.h>
#include <tl/abi.h>

enum { LOST_BYTES = 40, LOST = 3, LISTS = 2, KEPT_BYTES = 56, TEXT_BYTES = 33, STACK_BYTES = 4096 };

struct node {
    struct node *volatile next;
    char payload[16];
};

struct owner {
    char *text; /* not registered: the registered struct answers for it */
};

static void *volatile kept; /* until the end, by a global variable */
static char *volatile kept_inside;
static void *volatile passing;

__attribute__((noinline)) static void lose_block(void)
{
    passing = malloc(LOST_BYTES);
    passing = NULL;
}

__attribute__((noinline)) static void lose_list(void)
{
    struct node *first = calloc(1, sizeof(struct node));
    passing = first;
    if (first != NULL)
        first->next = calloc(1, sizeof(struct node));
    passing = NULL;
}

__attribute__((noinline)) static void use_and_free(void)
{
    char *block = malloc(LOST_BYTES);
    if (block != NULL)
        memset(block, 2, LOST_BYTES);
    free(block);
}

__attribute__((noinline)) static void keep(void)
{
    kept = malloc(KEPT_BYTES);
    char *block = malloc(KEPT_BYTES);
    kept_inside = block + KEPT_BYTES / 2;
}

/* Registered in the global scope, which is never left. */
__attribute__((noinline)) static void register_owner(void)
{
    struct owner *owner = malloc(sizeof *owner);
    if (owner == NULL)
        return;
    owner->text = malloc(TEXT_BYTES);
    tl_mem_register_struct_named(owner, "Owner");
}

/* What dead frames hold must not be taken for a pointer. */
__attribute__((noinline)) static int wipe_stack(void)
{
    volatile char wiped[STACK_BYTES];
    for (int i = 0; i < STACK_BYTES; i++)
        wiped[i] = 0;
    return wiped[STACK_BYTES - 1];
}

int main(void)
{
    register_owner();
    keep();
    for (int i = 0; i < LOST; i++) {
        tl_mem_enter_scope();
        lose_block();
        use_and_free();
        tl_mem_exit_scope();
    }
    for (int i = 0; i < LISTS; i++)
        lose_list();
    return wipe_stack();
}
