/* SPDX-License-Identifier: MIT */
/*
 * Replays a call log against the runtime it is linked with, with real allocations, and prints where it ended:
 * `depth=5 counts=5 pooled=17 calls=646`. Which tensor the pool gives and what release_ptr returns is always
 * compared with the log; --check asks the counters after every call as well (those are calls of the ABI themselves).
 * With --pace it prints also how much CPU time the process took while it replayed: `cpu_ns=470123456`.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <tl/manager.h>

#include "check.h"
#include "log.h"
#include "memory.h"
#include "pace.h"
#include "replay.h"

enum exit_code { EXIT_AS_LOGGED = 0, EXIT_MISMATCH = 1, EXIT_USAGE = 2 };

struct options {
    const char *path;
    bool check;
    bool work;
    bool pool_moves;
    bool calibrate;
    double pace;
    long repeat;
};

static const char usage[] = "usage: player [--check] [--work] [--pool-moves] [--pace TURNS] [--repeat N] LOG\n"
                            "       player --calibrate\n"
                            "  --check     compare the runtime's counters with the log after every call\n"
                            "  --work      write into everything that is allocated\n"
                            "  --pool-moves  tensors may leave the pool with another address (under memcheck)\n"
                            "  --pace TURNS  work between the calls, TURNS for each microsecond of the log's\n"
                            "  --calibrate  print how many TURNS take a microsecond here\n"
                            "  --repeat N  replay N times; only the first is compared\n";

static bool parse_options(int argc, char **argv, struct options *options)
{
    static const struct option names[] = {{"check", no_argument, NULL, 'c'},
                                          {"work", no_argument, NULL, 'w'},
                                          {"pool-moves", no_argument, NULL, 'm'},
                                          {"pace", required_argument, NULL, 'p'},
                                          {"calibrate", no_argument, NULL, 'k'},
                                          {"repeat", required_argument, NULL, 'r'},
                                          {0}};
    *options = (struct options){.repeat = 1};
    for (int name; (name = getopt_long(argc, argv, "", names, NULL)) != -1;) {
        if (name == 'c')
            options->check = true;
        else if (name == 'w')
            options->work = true;
        else if (name == 'm')
            options->pool_moves = true;
        else if (name == 'p')
            options->pace = strtod(optarg, NULL);
        else if (name == 'k')
            options->calibrate = true;
        else if (name == 'r')
            options->repeat = strtol(optarg, NULL, 10);
        else
            return false;
    }
    if (options->calibrate)
        return optind == argc;
    if (optind + 1 != argc || options->repeat < 1 || options->pace < 0)
        return false;
    options->path = argv[optind];
    return true;
}

static void print_end(const struct log *log)
{
    size_t calls = 0;
    for (size_t i = 0; i < log->count; i++)
        calls += log->lines[i].op < LOG_CALL_COUNT;
    printf("depth=%" PRId64 " counts=%" PRId64 " pooled=%" PRId64 " calls=%zu\n", tl_get_scope_depth(),
           tl_get_refcount_count(), tl_get_pool_count(), calls);
}

/* Lets go of all that the log leaves alive, so that the next replay starts from as little. */
static void clear_up(struct memory *memory)
{
    while (tl_get_scope_depth() > 1)
        tl_mem_exit_scope();
    for (uint32_t object = 1; object <= memory->objects; object++)
        while (memory->places[object] != NULL &&
               tlscope_manager_release_ptr(tlscope_manager_global(), memory->places[object]))
            continue;
    memory_forget_places(memory);
}

static bool repeat(const struct replay *first, long times)
{
    struct replay again = *first;
    again.check = NULL;
    for (long i = 1; i < times; i++) {
        clear_up(again.memory);
        if (!replay_run(&again))
            return false;
    }
    return true;
}

static long long cpu_nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static bool play(const struct options *options, const struct log *log)
{
    struct memory memory = {0};
    struct check check = {0};
    struct replay replay = {.log = log,
                            .memory = &memory,
                            .check = &check,
                            .work = options->work,
                            .pool_moves = options->pool_moves,
                            .pace = options->pace};
    const long long start = cpu_nanoseconds();
    bool played = memory_init(&memory, log->objects) && check_init(&check, log, options->check) &&
                  replay_run(&replay) && repeat(&replay, options->repeat);
    const long long end = cpu_nanoseconds();
    if (played)
        print_end(log);
    if (played && options->pace > 0)
        printf("cpu_ns=%lld\n", end - start);
    memory_end(&memory);
    check_free(&check);
    return played;
}

int main(int argc, char **argv)
{
    struct options options;
    if (!parse_options(argc, argv, &options)) {
        fputs(usage, stderr);
        return EXIT_USAGE;
    }
    if (options.calibrate) {
        printf("%.3f\n", pace_calibrate());
        return EXIT_AS_LOGGED;
    }
    struct log log;
    int code = EXIT_USAGE;
    if (log_read(&log, options.path))
        code = play(&options, &log) ? EXIT_AS_LOGGED : EXIT_MISMATCH;
    log_free(&log);
    return code;
}
