/* SPDX-License-Identifier: MIT */
/*
 * Times calls of the ABI, on whatever manager stands behind it: prints `kind<tab>nanoseconds`, a line a
 * kind and round. One thread is timed by its CPU time, so that other programs do not count; several by the clock, since
 * waiting for each other is what they do. `calls KIND…` times these alone.
 */
#include <getopt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <tl/abi.h>
#include <tl/pool.h>
#include <tl/tensor.h>

enum { MANY = 100000, DEEP = 1000, SLOTS = 8, BUFFER_BYTES = 64, BLOCK_BYTES = 24, ELEMENTS = 8, THREADS_MOST = 16 };

/* A thread's own. */
struct worker {
    void **blocks; /* of malloc's, in the order that they are used in */
    size_t count;
    size_t next;
    double nanoseconds; /* of one piece of work, in the round that is over */
};

/* A kind of work: `repeat` is timed; `prepare` and `clean` around it, in each round, are not. */
struct kind {
    const char *name;
    void (*prepare)(struct worker *worker);
    void (*repeat)(struct worker *worker, size_t times);
    void (*clean)(struct worker *worker);
    size_t times; /* a round, pieces of work */
    bool alone;   /* only ever on one thread */
};

static unsigned threads = 1;
static pthread_barrier_t together;

static double seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void make_blocks(struct worker *worker, size_t count)
{
    worker->blocks = malloc(count * sizeof *worker->blocks);
    worker->count = count;
    worker->next = 0;
    for (size_t i = 0; worker->blocks != NULL && i < count; i++)
        worker->blocks[i] = malloc(BLOCK_BYTES);
    if (worker->blocks == NULL || worker->blocks[count - 1] == NULL)
        abort();
}

static void shuffle(struct worker *worker)
{
    uint64_t random = 1;
    for (size_t i = worker->count - 1; i > 0; i--) {
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
        const size_t other = (size_t)(random >> 33) % (i + 1);
        void *block = worker->blocks[i];
        worker->blocks[i] = worker->blocks[other];
        worker->blocks[other] = block;
    }
}

static void register_all(struct worker *worker)
{
    for (size_t i = 0; i < worker->count; i++)
        tl_mem_register_struct(worker->blocks[i]);
}

/* Their records are gone after this: each is counted once. */
static void unregister_all(struct worker *worker)
{
    for (size_t i = worker->count; i > 0; i--)
        tl_mem_unregister(worker->blocks[i - 1]);
}

static void release_all(struct worker *worker)
{
    for (size_t i = 0; i < worker->count; i++)
        tl_ptr_release(worker->blocks[i]);
    free(worker->blocks);
}

static void one_live(struct worker *worker)
{
    make_blocks(worker, 1);
    register_all(worker);
    unregister_all(worker);
}

static void many_live(struct worker *worker)
{
    make_blocks(worker, MANY);
    register_all(worker);
    unregister_all(worker);
    shuffle(worker);
}

static void many_blocks(struct worker *worker)
{
    make_blocks(worker, MANY);
}

static void many_records(struct worker *worker)
{
    make_blocks(worker, MANY);
    register_all(worker);
}

static void drop_records(struct worker *worker)
{
    unregister_all(worker);
    release_all(worker);
}

static void forget_blocks(struct worker *worker)
{
    free(worker->blocks);
}

static void enter_frame(struct worker *worker)
{
    (void)worker;
    tl_mem_function_enter(SLOTS);
    tl_mem_get_buffer(0, BUFFER_BYTES);
}

static void exit_frame(struct worker *worker)
{
    (void)worker;
    tl_mem_function_exit();
}

static void scopes(struct worker *worker, size_t times)
{
    (void)worker;
    for (size_t i = 0; i < times; i++) {
        tl_mem_enter_scope();
        tl_mem_exit_scope();
    }
}

static void counts(struct worker *worker, size_t times)
{
    for (size_t i = 0; i < times; i++) {
        void *block = worker->blocks[worker->next];
        worker->next = worker->next + 1 < worker->count ? worker->next + 1 : 0;
        tl_ptr_acquire(block);
        tl_ptr_release(block);
    }
}

/* What is taken out of its scope is registered again, which counts it once more. */
static void records(struct worker *worker, size_t times)
{
    for (size_t i = 0; i < times; i++) {
        tl_mem_register_struct(worker->blocks[0]);
        tl_mem_unregister(worker->blocks[0]);
        tl_ptr_release(worker->blocks[0]);
    }
}

static void lives(struct worker *worker, size_t times)
{
    (void)worker;
    for (size_t i = 0; i < times; i++) {
        void *block = malloc(BLOCK_BYTES);
        tl_mem_register_struct(block);
        tl_mem_unregister(block);
        tl_ptr_release(block);
    }
}

/* The oldest record goes, and its object becomes the newest. */
static void oldest_records(struct worker *worker, size_t times)
{
    for (size_t i = 0; i < times; i++) {
        tl_mem_unregister(worker->blocks[i]);
        tl_mem_register_struct(worker->blocks[i]);
        tl_ptr_release(worker->blocks[i]);
    }
}

static void frames(struct worker *worker, size_t times)
{
    (void)worker;
    for (size_t i = 0; i < times; i++) {
        tl_mem_function_enter(SLOTS);
        for (int64_t slot = 0; slot < SLOTS; slot++)
            tl_mem_get_buffer(slot, BUFFER_BYTES);
        tl_mem_function_exit();
    }
}

static void buffers(struct worker *worker, size_t times)
{
    (void)worker;
    for (size_t i = 0; i < times; i++)
        tl_mem_get_buffer(0, BUFFER_BYTES);
}

static void pool_trips(struct worker *worker, size_t times)
{
    (void)worker;
    tlscope_pool *pool = tlscope_pool_global();
    tl_tensor *tensor = tlscope_tensor_new(tlscope_manager_global(), ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU);
    for (size_t i = 0; i < times; i++) {
        tlscope_pool_release(pool, tensor, ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU);
        tensor = tlscope_pool_acquire(pool, ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU);
    }
    tlscope_pool_release(pool, tensor, ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU);
}

static void tensors(struct worker *worker, size_t times)
{
    (void)worker;
    for (size_t i = 0; i < times; i++) {
        tl_tensor *tensor = tlscope_tensor_new(tlscope_manager_global(), ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU);
        tl_tensor_acquire(tensor);
        tl_tensor_release(tensor);
    }
}

static void deep_scopes(struct worker *worker, size_t times)
{
    (void)worker;
    for (size_t i = 0; i < times; i += DEEP) {
        for (int depth = 0; depth < DEEP; depth++)
            tl_mem_enter_scope();
        for (int depth = 0; depth < DEEP; depth++)
            tl_mem_exit_scope();
    }
}

static void full_scope(struct worker *worker, size_t times)
{
    tl_mem_enter_scope();
    for (size_t i = 0; i < times; i++)
        tl_mem_register_struct(worker->blocks[i]);
    tl_mem_exit_scope();
}

static const struct kind kinds[] = {
    {"scope: enter, exit", NULL, scopes, NULL, 200000, false},
    {"acquire, release, 1 live", one_live, counts, release_all, 200000, false},
    {"acquire, release, 100,000 live", many_live, counts, release_all, 200000, false},
    {"register, unregister, release of one known", one_live, records, release_all, 100000, false},
    {"register, unregister, release of a new block", NULL, lives, NULL, 50000, false},
    {"unregister of the oldest of 100,000", many_records, oldest_records, drop_records, 1000, true},
    {"frame with 8 buffers", NULL, frames, NULL, 10000, false},
    {"buffer reuse", enter_frame, buffers, exit_frame, 200000, false},
    {"pool round trip", NULL, pool_trips, NULL, 100000, false},
    {"tensor made, counted, pooled", NULL, tensors, NULL, 50000, false},
    {"scopes 1,000 deep", NULL, deep_scopes, NULL, (size_t)100 * DEEP, false},
    {"100,000 records in a scope", many_blocks, full_scope, forget_blocks, MANY, false},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static struct {
    const struct kind *kind;
    size_t times;
} now;

static void *work(void *argument)
{
    struct worker *worker = argument;
    const clockid_t clock = threads == 1 ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC;
    if (now.kind->prepare != NULL)
        now.kind->prepare(worker);
    pthread_barrier_wait(&together);
    const double start = seconds(clock);
    now.kind->repeat(worker, now.times);
    worker->nanoseconds = (seconds(clock) - start) * 1e9 / (double)now.times;
    pthread_barrier_wait(&together);
    if (now.kind->clean != NULL)
        now.kind->clean(worker);
    return NULL;
}

static void run_round(void)
{
    struct worker workers[THREADS_MOST] = {0};
    pthread_t ids[THREADS_MOST];
    for (unsigned i = 1; i < threads; i++) {
        if (pthread_create(&ids[i], NULL, work, &workers[i]) != 0)
            abort();
    }
    work(&workers[0]);
    for (unsigned i = 1; i < threads; i++)
        pthread_join(ids[i], NULL);
    double slowest = 0;
    for (unsigned i = 0; i < threads; i++)
        slowest = workers[i].nanoseconds > slowest ? workers[i].nanoseconds : slowest;
    printf("%s\t%.2f\n", now.kind->name, slowest);
}

static bool is_wanted(const struct kind *kind, int count, char **names)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(names[i], kind->name) == 0)
            return true;
    }
    return count == 0 && !(kind->alone && threads != 1);
}

static int usage(void)
{
    fputs("usage: bench_calls [--threads N] [--rounds N] [--divide N] [--list] [KIND…]\n"
          "  --divide N   each round does an N-th of its work\n",
          stderr);
    return 2;
}

static int list(void)
{
    for (size_t i = 0; i < KINDS; i++)
        printf("%s\t%s\n", kinds[i].name, kinds[i].alone ? "alone" : "any");
    return 0;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"threads", required_argument, NULL, 't'},
                                            {"rounds", required_argument, NULL, 'r'},
                                            {"divide", required_argument, NULL, 'd'},
                                            {"list", no_argument, NULL, 'l'},
                                            {0}};
    unsigned long rounds = 5;
    unsigned long divisor = 1;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'l')
            return list();
        if (option == 't')
            threads = (unsigned)strtoul(optarg, NULL, 10);
        else if (option == 'r')
            rounds = strtoul(optarg, NULL, 10);
        else if (option == 'd')
            divisor = strtoul(optarg, NULL, 10);
        else
            return usage();
    }
    if (threads == 0 || threads > THREADS_MOST || divisor == 0 || pthread_barrier_init(&together, NULL, threads) != 0)
        return usage();
    for (size_t i = 0; i < KINDS; i++) {
        now.kind = &kinds[i];
        now.times = kinds[i].times / divisor + (kinds[i].times / divisor == 0);
        for (unsigned long round = 0; round < rounds && is_wanted(&kinds[i], argc - optind, argv + optind); round++)
            run_round();
    }
    return 0;
}
