/* SPDX-License-Identifier: MIT */
/*
 * lossy TRACE PROCESS FIRST COUNT: replays a process of the trace COUNT times, each time without other of its events,
 * chosen by the numbers from FIRST on. Exits with 1, and says the numbers, when a player ended by a signal or with an
 * exit code of its own.
 */
#include <stdio.h>
#include <stdlib.h>

#include "play.h"
#include "script.h"

enum { MODES = 8 };

/* What an event's fate depends on; events are lost one by one, or in runs as long as a packet's. */
static struct losses {
    uint64_t random;
    uint32_t seed;
    uint64_t lost;
    uint64_t same; /* events for which the latest choice goes on */
    bool losing;
    const struct trace_listener *listener;
} losses;

static uint32_t next_random(void)
{
    losses.random = losses.random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(losses.random >> 33);
}

static void choose(void)
{
    static const uint32_t percents[MODES] = {1, 3, 10, 30, 60, 10, 30, 60};
    static const uint32_t runs[MODES] = {1, 1, 1, 1, 1, 8, 64, 128};
    const uint32_t mode = losses.seed % MODES;
    losses.losing = next_random() % 100 < percents[mode];
    losses.same = 1 + next_random() % runs[mode];
}

static void event_read(void *context, const struct trace_event *event)
{
    (void)context;
    if (losses.same == 0) {
        choose();
    }
    losses.same--;
    if (losses.losing) {
        losses.lost++;
    } else {
        losses.listener->event(losses.listener->context, event);
    }
}

enum trace_status __wrap_trace_read(const char *path, const struct trace_listener *listener,
                                    struct trace_result *result)
{
    const struct trace_listener lossy = {.event = event_read};
    losses = (struct losses){.random = losses.seed, .seed = losses.seed, .listener = listener};
    const enum trace_status status = __real_trace_read(path, &lossy, result);
    result->events_discarded += losses.lost;
    return status;
}

int main(int argc, char **argv)
{
    int code = 0;
    if (argc != 5) {
        fputs("lossy TRACE PROCESS FIRST COUNT\n", stderr);
        return 2;
    }
    const uint32_t first = (uint32_t)strtoul(argv[3], NULL, 10);
    const uint32_t count = (uint32_t)strtoul(argv[4], NULL, 10);
    for (losses.seed = first; losses.seed < first + count; losses.seed++) {
        const int played = play_trace(argv[1], strtoul(argv[2], NULL, 10));
        if (played != 0 && played != REPLAY_EXIT_PARTLY && played != REPLAY_EXIT_DIFFERS) {
            fprintf(stderr, "lossy: losses %u: the player ended with %d\n", losses.seed, played);
            code = 1;
        }
    }
    return code;
}
