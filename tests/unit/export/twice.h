/* SPDX-License-Identifier: MIT */
/* Events fed to an analysis, then played again to a format. Include after cmocka. */
#ifndef TLSCOPE_TEST_TWICE_H
#define TLSCOPE_TEST_TWICE_H

#include "feed.h"
#include "usage.h"

struct twice {
    struct feed feed; /* of feed_start_keeping, finished */
    struct export_request request;
    struct export_source source; /* its first process */
};

/* Makes the feed, which has been finished, ready to be played. */
void twice_ready(struct twice *twice);
void twice_free(struct twice *twice);

/* What the format `name` writes; to be freed. */
char *twice_text(const struct twice *twice, const char *name);

#endif
