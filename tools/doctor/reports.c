/* SPDX-License-Identifier: MIT */
/* What reads traces, and what finds names for places. */
#include <dlfcn.h>
#include <stdlib.h>

#include "library.h"
#include "outcome.h"

static int print_babeltrace(void *library)
{
    unsigned (*const major)(void) = (unsigned (*)(void))dlsym(library, "bt_version_get_major");
    unsigned (*const minor)(void) = (unsigned (*)(void))dlsym(library, "bt_version_get_minor");
    unsigned (*const patch)(void) = (unsigned (*)(void))dlsym(library, "bt_version_get_patch");
    if (!major || !minor || !patch) {
        puts("it does not tell its version");
        return 1;
    }
    printf("%u.%u.%u\n", major(), minor(), patch());
    return 0;
}

void check_babeltrace(struct doctor_outcome *outcome)
{
    static const char *const names[] = {"libbabeltrace2.so.0", NULL};
    const struct library_trial trial = {names, print_babeltrace};
    struct attempt attempt;
    library_try(&attempt, &trial);
    if (attempt.end == ATTEMPT_DONE) {
        outcome_ok(outcome, "libbabeltrace2 %s", attempt_words(&attempt));
    } else {
        outcome_missing(outcome, "apt-get install libbabeltrace2-0", "%s", attempt_words(&attempt));
    }
}

/* libdw opens debuginfod's library by itself, and only where servers are named. */
void check_debug_information(struct doctor_outcome *outcome)
{
#ifdef TLSCOPE_HAVE_LIBDW
    static const char *const names[] = {"libdebuginfod.so.1", NULL};
    const struct library_trial trial = {names, library_print_path};
    const char *servers = getenv("DEBUGINFOD_URLS");
    struct attempt attempt;
    library_try(&attempt, &trial);
    if (servers == NULL || servers[0] == '\0') {
        outcome_ok(outcome, "those installed; DEBUGINFOD_URLS names no server");
    } else if (attempt.end == ATTEMPT_DONE) {
        outcome_ok(outcome, "those installed, and from %s", servers);
    } else {
        outcome_warning(outcome, "apt-get install libdebuginfod1", "DEBUGINFOD_URLS names servers, and %s",
                        attempt_words(&attempt));
    }
#else
    outcome_warning(outcome, "apt-get install libdw-dev, then build tlscope again", "built without libdw");
#endif
}
