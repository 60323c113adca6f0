/* SPDX-License-Identifier: MIT */
/* The viewer's page and what shows it. */
#include <stdlib.h>
#include <unistd.h>

#include "attempt.h"
#include "outcome.h"
#include "view.h"

enum { VERSION_MILLISECONDS = 5000 };

void check_page(struct doctor_outcome *outcome)
{
    if (view_has_page()) {
        outcome_ok(outcome, "built in");
    } else {
        outcome_missing(outcome, "apt-get install npm, then build tlscope again; view --format tlview works without",
                        "built without");
    }
}

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0';
}

void check_browser(struct doctor_outcome *outcome)
{
    struct attempt attempt;
    char *argv[] = {(char[]){"xdg-open"}, (char[]){"--version"}, NULL};
    if (!is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY")) {
        outcome_ok(outcome, "no display here: open the page where there is one");
        return;
    }
    attempt_run(&attempt, argv, VERSION_MILLISECONDS);
    if (attempt.end == ATTEMPT_DONE) {
        outcome_ok(outcome, "%s", attempt_words(&attempt));
    } else {
        outcome_warning(outcome, "apt-get install xdg-utils, or open the page yourself", "xdg-open: %s",
                        attempt_words(&attempt));
    }
}
