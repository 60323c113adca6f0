/* SPDX-License-Identifier: MIT */
/* Limits of the kernel and of this shell. */
#include <sys/resource.h>
#include <unistd.h>

#include "outcome.h"

/* The daemon's own, and for each CPU and channel the ends of two sub-buffers' pipes, memory and file. */
enum { FILES_OF_DAEMON = 128, FILES_OF_CPU = 8 };

void check_open_files(struct doctor_outcome *outcome)
{
    struct rlimit limit = {0, 0};
    const long cpus = sysconf(_SC_NPROCESSORS_CONF);
    const rlim_t needed = FILES_OF_DAEMON + FILES_OF_CPU * (rlim_t)(cpus > 0 ? cpus : 1);
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < needed) {
        outcome_warning(outcome, "ulimit -n 4096", "%llu, and about %llu may be needed",
                        (unsigned long long)limit.rlim_cur, (unsigned long long)needed);
    } else {
        outcome_ok(outcome, "%llu", (unsigned long long)limit.rlim_cur);
    }
}

void check_core_files(struct doctor_outcome *outcome)
{
    struct rlimit limit = {0, 0};
    if (getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_max == 0) {
        outcome_warning(outcome, "raise the hard limit of core files (limits.conf; docker: --ulimit core=-1)",
                        "none, and ulimit -c cannot raise it");
    } else if (limit.rlim_cur == 0) {
        outcome_ok(outcome, "none until ulimit -c unlimited");
    } else {
        outcome_ok(outcome, "allowed");
    }
}

/* 1 is no hindrance: Valgrind allows its debugger by itself. */
enum { PTRACE_ADMIN_ONLY = 2 };

void check_ptrace(struct doctor_outcome *outcome)
{
    int scope = 0;
    FILE *file = fopen("/proc/sys/kernel/yama/ptrace_scope", "re");
    const bool known = file != NULL && fscanf(file, "%d", &scope) == 1;
    if (file != NULL) {
        fclose(file);
    }
    if (known && scope >= PTRACE_ADMIN_ONLY && geteuid() != 0) {
        outcome_warning(outcome, "as root: sysctl kernel.yama.ptrace_scope=1", "kernel.yama.ptrace_scope is %d", scope);
    } else {
        outcome_ok(outcome, known ? "allowed (ptrace_scope %d)" : "allowed", scope);
    }
}
