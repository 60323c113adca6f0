/* SPDX-License-Identifier: MIT */
/*
 * Many short-lived objects, a few that stay, and misuse in the middle:
 *   churn ROUNDS [-m ROUND] [-b BYTES] [-v VECTORS] [-w FILE] [-k]
 * Each round enters a scope and makes in it a struct "Node" of 48 bytes, a struct "Block" of 4000, a vector and a
 * tensor of 256 floats. Each tenth round keeps its Node by one acquire too many, which `keep` does. In round ROUND a
 * Node is released once too often, which `release_again` does; before it, a struct "Huge" of BYTES is made and kept by
 * design. Then VECTORS vectors are lost, each with three structs "Element" of ELEMENT_BYTES in it. At the end FILE is
 * made and waited for until it is gone, and with -k the program kills itself.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <tl/tensor.h>
#include <tl/tlscope.h>

enum { NODE_BYTES = 48, BLOCK_BYTES = 4000, ELEMENTS = 256, KEPT_EACH = 10, VECTOR_LENGTH = 3, ELEMENT_BYTES = 1000 };

struct plan {
    long rounds, misuse, vectors;
    size_t huge;
    const char *wait;
    int kills;
};

static void keep(void *node)
{
    tl_ptr_acquire(node);
}

static void release_again(void)
{
    void *node = malloc(NODE_BYTES);
    tl_mem_register_struct_named(node, "Victim");
    tl_mem_unregister(node);
    tl_ptr_release(node);
    tl_ptr_release(node);
}

static void make_huge(size_t bytes)
{
    void *huge = malloc(bytes);
    tl_mem_register_struct_named(huge, "Huge");
    tlscope_keep(huge);
    tl_ptr_acquire(huge);
}

/* Not static: the runtime finds its name. */
void work_in(long round);

__attribute__((noinline)) void work_in(long round)
{
    void *node = malloc(NODE_BYTES);
    tl_mem_enter_scope();
    tl_mem_register_struct_named(node, "Node");
    tl_mem_register_struct_named(malloc(BLOCK_BYTES), "Block");
    tl_mem_register_vec_ptr(calloc(1, 3 * sizeof(void *)));
    tl_mem_register_tensor(tlscope_tensor_new(tlscope_manager_global(), ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU));
    if (round % KEPT_EACH == 0)
        keep(node);
    tl_mem_exit_scope();
}

static void lose_vector(void)
{
    tl_vec *vector = malloc(sizeof *vector);
    *vector = (tl_vec){.data = malloc(VECTOR_LENGTH * sizeof(void *)), .cap = VECTOR_LENGTH, .len = VECTOR_LENGTH};
    for (int i = 0; i < VECTOR_LENGTH; i++) {
        vector->data[i] = malloc(ELEMENT_BYTES);
        tl_mem_register_struct_named(vector->data[i], "Element");
        tl_mem_unregister(vector->data[i]);
    }
    tl_mem_register_vec_ptr(vector);
    tl_mem_unregister(vector);
}

static struct plan read_plan(int argc, char **argv)
{
    struct plan plan = {.rounds = argc > 1 ? atol(argv[1]) : 0, .misuse = -1};
    int letter;
    optind = 2;
    while ((letter = getopt(argc, argv, "m:b:v:w:k")) != -1) {
        if (letter == 'm')
            plan.misuse = atol(optarg);
        else if (letter == 'b')
            plan.huge = strtoull(optarg, NULL, 10);
        else if (letter == 'v')
            plan.vectors = atol(optarg);
        else if (letter == 'w')
            plan.wait = optarg;
        else if (letter == 'k')
            plan.kills = 1;
    }
    return plan;
}

static void wait_for(const char *path)
{
    enum { MICROSECONDS = 10000 };
    close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    while (access(path, F_OK) == 0)
        usleep(MICROSECONDS);
}

int main(int argc, char **argv)
{
    const struct plan plan = read_plan(argc, argv);
    for (long round = 0; round < plan.rounds; round++) {
        if (round == plan.misuse && plan.huge != 0)
            make_huge(plan.huge);
        if (round == plan.misuse)
            release_again();
        work_in(round);
    }
    for (long vector = 0; vector < plan.vectors; vector++)
        lose_vector();
    if (plan.wait != NULL)
        wait_for(plan.wait);
    if (plan.kills)
        raise(SIGKILL);
    return EXIT_SUCCESS;
}
