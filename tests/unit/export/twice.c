/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "twice.h"

static void play_kept(const struct export_source *source, const struct trace_listener *listener)
{
    const struct feed *feed = source->events;
    for (uint64_t i = 0; i < feed->events; i++) {
        listener->event(listener->context, &feed->kept[i]);
    }
}

void twice_ready(struct twice *twice)
{
    twice->request = (struct export_request){.value = USAGE_PEAK};
    twice->source = (struct export_source){.analysis = twice->feed.analysis,
                                           .process = twice->feed.analysis->processes[0],
                                           .request = &twice->request,
                                           .play = play_kept,
                                           .events = &twice->feed};
}

void twice_free(struct twice *twice)
{
    analysis_free(twice->feed.analysis);
    free(twice->feed.kept);
}

char *twice_text(const struct twice *twice, const char *name)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    assert_non_null(file);
    assert_true(export_format_find(name)->write(&twice->source, &(struct export_output){file, NULL}));
    assert_int_equal(fclose(file), 0);
    return text;
}
