/* SPDX-License-Identifier: MIT */
/*
 * What ms_print reads. The analysis knows how long the process lasted and its peak, so that the snapshots are at even
 * times from the start and none has to be thrown away again; each tenth has stacks, as have the peak and the last.
 */
#include "call_tree.h"
#include "formats.h"

enum { SNAPSHOTS = 100, DETAILED_EACH = 10 };

struct writer {
    FILE *file;
    struct usage usage;
    const struct process *process;
    unsigned written; /* snapshots */
    unsigned next;    /* of those at even times, from 0 */
};

enum detail { DETAIL_NONE, DETAIL_STACKS, DETAIL_PEAK };

static void time_write(FILE *file, int64_t time_ns)
{
    fprintf(file, "time=%" PRId64 ".%03d\n", time_ns / 1000000, (int)(time_ns / 1000 % 1000));
}

static void snapshot(struct writer *writer, const struct player *player, int64_t time_ns, enum detail detail)
{
    static const char *const names[] = {"empty", "detailed", "peak"};
    const uint64_t bytes = player->replay.totals.all_bytes;
    fprintf(writer->file, "#-----------\nsnapshot=%u\n#-----------\n", writer->written++);
    time_write(writer->file, player_time(player, time_ns));
    fprintf(writer->file, "mem_heap_B=%" PRIu64 "\nmem_heap_extra_B=0\nmem_stacks_B=0\nheap_tree=%s\n", bytes,
            names[detail]);
    if (detail != DETAIL_NONE) {
        struct profile profile = profile_of(&writer->usage, &writer->process->sites, true);
        call_tree_write(writer->file, &profile, bytes);
        profile_free(&profile);
    }
}

static int64_t time_of(const struct writer *writer, unsigned number)
{
    const int64_t duration = writer->process->last_ns - writer->process->first_ns;
    return writer->process->first_ns + duration / SNAPSHOTS * number;
}

static void counts(void *context, struct player *player, const struct object *object, bool alive)
{
    struct writer *writer = context;
    (void)player;
    usage_counts(&writer->usage, object, alive);
}

/* A snapshot is due with the first event at or after its time; one stands for all that are due. */
static void event_take(void *context, struct player *player, const struct trace_event *event)
{
    struct writer *writer = context;
    const unsigned due = writer->next;
    while (writer->next < SNAPSHOTS && event->time_ns >= time_of(writer, writer->next)) {
        writer->next++;
    }
    if (writer->next > due) {
        const bool tenth = writer->written % DETAILED_EACH == DETAILED_EACH - 1;
        snapshot(writer, player, event->time_ns, tenth ? DETAIL_STACKS : DETAIL_NONE);
    }
}

static void peak_take(void *context, struct player *player)
{
    snapshot(context, player, player->replay.time_ns, DETAIL_PEAK);
}

static void finished(void *context, struct player *player)
{
    snapshot(context, player, player->process->last_ns, DETAIL_STACKS);
}

bool export_massif(const struct export_source *source, const struct export_output *output)
{
    struct writer writer = {.file = output->file, .process = source->process};
    const struct playback_visitor visitor = {
        .context = &writer, .event = event_take, .peak = peak_take, .counts = counts, .finished = finished};
    usage_init(&writer.usage, false);
    fprintf(output->file, "desc: objects of the TL memory manager, the tensor pool left out\ncmd: %s\ntime_unit: ms\n",
            source->process->program);
    playback_run(source, &visitor);
    usage_free(&writer.usage);
    return !ferror(output->file);
}
