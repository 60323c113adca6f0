/* SPDX-License-Identifier: MIT */
/* The session daemon, our provider, and a session as `record` makes one. */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "buffers.h"
#include "daemon.h"
#include "library.h"
#include "outcome.h"
#include "own_library.h"
#include "scratch.h"
#include "session.h"
#include "tracer.h"

enum { VERSION_MILLISECONDS = 5000, SESSION_MILLISECONDS = 20000 };

void check_daemon(struct doctor_outcome *outcome)
{
    struct attempt attempt;
    char *argv[] = {(char[]){"lttng-sessiond"}, (char[]){"--version"}, NULL};
    attempt_run(&attempt, argv, VERSION_MILLISECONDS);
    if (attempt.end == ATTEMPT_DONE) {
        outcome_ok(outcome, "lttng-sessiond %s", attempt_words(&attempt));
    } else {
        outcome_missing(outcome, "apt-get install lttng-tools, and have lttng-sessiond in PATH", "lttng-sessiond: %s",
                        attempt_words(&attempt));
    }
}

void check_crash(struct doctor_outcome *outcome)
{
    struct attempt attempt;
    char *argv[] = {(char[]){"lttng-crash"}, (char[]){"--version"}, NULL};
    attempt_run(&attempt, argv, VERSION_MILLISECONDS);
    if (attempt.end == ATTEMPT_DONE) {
        outcome_ok(outcome, "lttng-crash is there");
    } else {
        outcome_warning(outcome, "apt-get install lttng-tools", "lttng-crash: %s", attempt_words(&attempt));
    }
}

/* That a provider is there is not enough: the runtime takes none of another version. */
static int print_format(void *library)
{
    const struct tl_tracer *tracer = dlsym(library, TL_TRACER_SYMBOL);
    if (tracer == NULL || !tl_tracer_fits(tracer)) {
        puts("it is of another version than this tool");
        return 1;
    }
    return library_print_path(library);
}

void check_provider(struct doctor_outcome *outcome)
{
    static const char fix[] = "apt-get install liblttng-ust-dev, then build tlscope again and install it whole";
    struct attempt attempt;
    char *runtime = own_library_find("libtlscope.so");
    char *path = own_library_find(TL_TRACER_LIBRARY);
    if (runtime == NULL || path == NULL) {
        outcome_missing(outcome, fix, "%s is not in the folder lib beside the tool's",
                        runtime == NULL ? "libtlscope.so" : TL_TRACER_LIBRARY);
    } else {
        const char *const names[] = {path, NULL};
        const struct library_trial trial = {names, print_format};
        library_try(&attempt, &trial);
        if (attempt.end == ATTEMPT_DONE) {
            outcome_ok(outcome, "%s", attempt_words(&attempt));
        } else {
            outcome_missing(outcome, fix, "%s: %s", TL_TRACER_LIBRARY, attempt_words(&attempt));
        }
    }
    free(runtime);
    free(path);
}

static const char *place_of(const struct session_daemon *daemon)
{
    static const char *const places[] = {
        [RUN_DIRECTORY_HOME] = "with a daemon of its own",
        [RUN_DIRECTORY_PRIVATE] = "with a daemon of its own, in a mount namespace",
        [RUN_DIRECTORY_SHARED] = "with root's only daemon",
    };
    return places[daemon->directory.kind];
}

/* The steps of a recording without its program. */
static int make_session(void *context)
{
    struct scratch *scratch = context;
    struct session_daemon daemon = {.directory.lock = -1};
    struct session session = {.created = false};
    const struct buffers none = {0, 0};
    char trace[SCRATCH_PATH + 16];
    if (!scratch_make(scratch)) {
        return 1;
    }
    session_daemon_prepare(&daemon, scratch, NULL);
    snprintf(trace, sizeof(trace), "%s/trace", scratch->home);
    struct session_setup setup = {.trace = trace, .memory = scratch->buffers};
    const bool made = session_daemon_start(&daemon, scratch) &&
                      buffers_choose(&setup.buffers, none, 1, scratch->buffers) && session_start(&session, &setup);
    session_destroy(&session, made && daemon.pid == 0);
    session_daemon_stop(&daemon);
    if (made) {
        puts(place_of(&daemon));
    }
    return !made;
}

static void tell_session(struct doctor_outcome *outcome, const struct attempt *attempt)
{
    static const char prefix[] = "tlscope: ";
    const char *words = attempt_words(attempt);
    words += strncmp(words, prefix, sizeof(prefix) - 1) == 0 ? sizeof(prefix) - 1 : 0;
    if (attempt->end != ATTEMPT_DONE) {
        outcome_missing(outcome,
                        "what lttng-sessiond says is the reason; a daemon of root's that hangs is ended by its pid, in "
                        "/var/run/lttng/lttng-sessiond.pid",
                        "none can be made: %s", words);
    } else if (strstr(words, "root's") != NULL) {
        outcome_warning(outcome,
                        "run as another user, or give the container CAP_SYS_ADMIN (docker: --cap-add SYS_ADMIN), for "
                        "a daemon of its own",
                        "made %s: one recording at a time", words);
    } else {
        outcome_ok(outcome, "made %s", words);
    }
}

void check_session(struct doctor_outcome *outcome)
{
    struct attempt attempt;
    struct scratch *scratch =
        mmap(NULL, sizeof(*scratch), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0); /* the child's, too */
    if (scratch == MAP_FAILED) {
        outcome_missing(outcome, "end programs that take all memory", "there is no memory to try it");
        return;
    }
    attempt_call(&attempt, make_session, scratch, SESSION_MILLISECONDS);
    scratch_remove(scratch);
    munmap(scratch, sizeof(*scratch));
    tell_session(outcome, &attempt);
}
