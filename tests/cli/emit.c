/* SPDX-License-Identifier: MIT */
/*
 * A program to record:
 *   emit [-c CALLS] [-f FORKS] [-d SECONDS] [-o OBJECTS] [-r FILE] [-w SECONDS] [-k SIGNAL] [-K] [-q] [-x CODE]
 * In this order: CALLS scopes are entered and left in each of FORKS children, a child is left behind that makes no call
 * for SECONDS, CALLS scopes are entered and left in the program itself, OBJECTS are acquired once too often, FILE is
 * made, it waits, it kills itself, or (-K) a child that never stops calling, and exits with CODE, by _exit with -q.
 * SIGUSR1 makes it exit with 44.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tl/abi.h>

struct plan {
    long calls;
    int forks;
    unsigned daemon;
    int objects;
    const char *ready;
    unsigned wait;
    int signal;
    bool kill_child;
    bool quick;
    int code;
};

static void on_signal(int number)
{
    (void)number;
    _exit(44);
}

static void make_calls(long calls)
{
    for (long i = 0; i < calls; i += 2) {
        tl_mem_enter_scope();
        tl_mem_exit_scope();
    }
}

static void leak(int objects)
{
    for (int i = 0; i < objects; i++) {
        void *object = malloc(24);
        tl_mem_enter_scope();
        tl_mem_register_struct(object);
        tl_ptr_acquire(object);
        tl_mem_exit_scope();
    }
}

static void run_children(const struct plan *plan)
{
    for (int i = 0; i < plan->forks; i++) {
        if (fork() == 0) {
            make_calls(plan->calls);
            exit(0);
        }
    }
    while (plan->forks > 0 && wait(NULL) > 0) {
    }
}

static void leave_child(unsigned seconds)
{
    if (seconds > 0 && fork() == 0) {
        sleep(seconds);
        _exit(0);
    }
}

/* Not before it has made some calls, however busy the machine is. */
static void kill_busy_child(void)
{
    int ends[2];
    char busy = 0;
    if (pipe(ends) != 0) {
        exit(2);
    }
    pid_t child = fork();
    if (child == 0) {
        make_calls(10000);
        if (write(ends[1], &busy, 1) != 1) {
            _exit(2);
        }
        for (;;) {
            make_calls(1000);
        }
    }
    if (read(ends[0], &busy, 1) != 1) {
        exit(2);
    }
    usleep(200000);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

static void wait_ready(const struct plan *plan)
{
    if (plan->ready != NULL) {
        close(open(plan->ready, O_WRONLY | O_CREAT, 0600));
    }
    for (unsigned left = plan->wait; left > 0;) {
        left = sleep(left);
    }
}

static struct plan parse(int argc, char **argv)
{
    struct plan plan = {.calls = 1000};
    static const char letters[] = "c:f:d:o:r:w:k:Kqx:";
    for (int option = getopt(argc, argv, letters); option != -1; option = getopt(argc, argv, letters)) {
        switch (option) {
        case 'c':
            plan.calls = atol(optarg);
            break;
        case 'f':
            plan.forks = atoi(optarg);
            break;
        case 'd':
            plan.daemon = (unsigned)atoi(optarg);
            break;
        case 'o':
            plan.objects = atoi(optarg);
            break;
        case 'r':
            plan.ready = optarg;
            break;
        case 'w':
            plan.wait = (unsigned)atoi(optarg);
            break;
        case 'k':
            plan.signal = atoi(optarg);
            break;
        case 'K':
            plan.kill_child = true;
            break;
        case 'q':
            plan.quick = true;
            break;
        case 'x':
            plan.code = atoi(optarg);
            break;
        default:
            exit(2);
        }
    }
    return plan;
}

int main(int argc, char **argv)
{
    struct plan plan = parse(argc, argv);
    signal(SIGUSR1, on_signal);
    run_children(&plan);
    leave_child(plan.daemon);
    make_calls(plan.calls);
    leak(plan.objects);
    wait_ready(&plan);
    if (plan.kill_child) {
        kill_busy_child();
    }
    if (plan.signal != 0) {
        raise(plan.signal);
    }
    if (plan.quick) {
        _exit(plan.code);
    }
    return plan.code;
}
