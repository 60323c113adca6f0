/* SPDX-License-Identifier: MIT */
/* Valgrind, and whether its memcheck can run anything here. */
#include <stdlib.h>
#include <string.h>

#include "attempt.h"
#include "command.h"
#include "outcome.h"

enum { VERSION_MILLISECONDS = 5000, RUN_MILLISECONDS = 60000 };

static const char install[] = "apt-get install valgrind";

void check_valgrind(struct doctor_outcome *outcome)
{
    struct attempt attempt;
    char *argv[] = {(char[]){"valgrind"}, (char[]){"--version"}, NULL};
    attempt_run(&attempt, argv, VERSION_MILLISECONDS);
    if (attempt.end == ATTEMPT_DONE) {
        outcome_ok(outcome, "%s", attempt_words(&attempt));
    } else {
        outcome_missing(outcome, install, "valgrind: %s", attempt_words(&attempt));
    }
}

void check_memcheck(struct doctor_outcome *outcome)
{
    struct attempt attempt;
    char *argv[] = {(char[]){"valgrind"}, (char[]){"--tool=memcheck"}, (char[]){"-q"}, (char[]){"/bin/true"}, NULL};
    attempt_run(&attempt, argv, RUN_MILLISECONDS);
    if (attempt.end == ATTEMPT_DONE) {
        outcome_ok(outcome, "memcheck runs /bin/true");
    } else if (attempt.end == ATTEMPT_NOT_STARTED) {
        outcome_missing(outcome, install, "valgrind: %s", attempt_words(&attempt));
    } else {
        /* It needs the symbols of the loader, which Debian has in a package of their own. */
        outcome_missing(outcome, "apt-get install libc6-dbg, if it misses symbols of ld-linux; unset VALGRIND_OPTS",
                        "memcheck does not run /bin/true: %s", attempt_words(&attempt));
    }
}

void check_suppressions(struct doctor_outcome *outcome)
{
    char *path = memcheck_own_suppressions();
    if (path != NULL) {
        outcome_ok(outcome, "%s", path);
    } else {
        outcome_warning(outcome, "install tlscope whole, or build it",
                        "share/tlscope/tlscope.supp is not beside the tool");
    }
    free(path);
}
