/* SPDX-License-Identifier: MIT */
#include "playback.h"

#include <stdlib.h>

#include "memory.h"

static void counts(void *context, const struct object *object, bool alive)
{
    struct player *player = context;
    const struct playback_visitor *visitor = player->playback->visitor;
    if (visitor->counts) {
        visitor->counts(visitor->context, player, object, alive);
    }
}

static void ended(void *context, const struct object *object, enum tl_fate fate, int64_t time_ns)
{
    struct player *player = context;
    const struct playback_visitor *visitor = player->playback->visitor;
    (void)time_ns;
    if (visitor->ended) {
        visitor->ended(visitor->context, player, object, fate);
    }
}

static void left(void *context, const struct scope *scope)
{
    struct player *player = context;
    const struct playback_visitor *visitor = player->playback->visitor;
    if (visitor->left) {
        visitor->left(visitor->context, player, scope);
    }
}

static struct player *player_add(struct playback *playback)
{
    struct player *player = memory_new(sizeof(*player));
    player->playback = playback;
    player->number = playback->count + 1;
    player->process = playback->source->analysis->processes[playback->count];
    player->skipped = playback->source->process && playback->source->process != player->process;
    replay_init(&player->replay, &player->names,
                (struct replay_listener){.context = player, .ended = ended, .counts = counts, .left = left});
    playback->players = memory_resize(playback->players, playback->count + 1, sizeof(struct player *));
    playback->players[playback->count++] = player;
    return player;
}

static struct player *player_of(const struct playback *playback, uint64_t process)
{
    for (size_t i = playback->count; i > 0; i--) {
        if (playback->players[i - 1]->process->id == process) {
            return playback->players[i - 1];
        }
    }
    return NULL;
}

static void play(struct player *player, const struct trace_event *event)
{
    const struct playback_visitor *visitor = player->playback->visitor;
    const struct timeline_peak *peak = &player->process->timeline.bytes;
    replay_event(&player->replay, event);
    if (visitor->event) {
        visitor->event(visitor->context, player, event);
    }
    if (!player->peak_reached && peak->value > 0 && player->replay.totals.all_bytes == peak->value) {
        player->peak_reached = true;
        if (visitor->peak) {
            visitor->peak(visitor->context, player);
        }
    }
}

/* Processes come in the order in which the analysis met them; one that starts again is another one. */
static void event_take(void *context, const struct trace_event *event)
{
    struct playback *playback = context;
    const bool starts = event->id == TL_EVENT_process_start;
    struct player *player = playback->last;
    if (!player || player->process->id != event->process) {
        player = player_of(playback, event->process);
    }
    if ((!player || (starts && player->started)) && playback->count < playback->source->analysis->count &&
        playback->source->analysis->processes[playback->count]->id == event->process) {
        player = player_add(playback);
    }
    playback->last = player;
    if (player) {
        player->started |= starts;
    }
    if (player && !player->skipped) {
        play(player, event);
    }
}

static void gpu_take(void *context, const struct trace_gpu_event *event)
{
    const struct playback *playback = context;
    struct player *player = player_of(playback, event->process);
    if (player && !player->skipped) {
        playback->visitor->gpu(playback->visitor->context, player, event);
    }
}

static void finish(struct player *player)
{
    const struct playback_visitor *visitor = player->playback->visitor;
    if (!player->skipped && player->process->ending == ENDED_NORMALLY) {
        replay_settle(&player->replay);
    }
    if (!player->skipped && visitor->finished) {
        visitor->finished(visitor->context, player);
    }
    replay_free(&player->replay);
    names_free(&player->names);
    free(player);
}

static void progress_take(void *context, double part)
{
    const struct playback *playback = context;
    const struct report_progress *progress = &playback->source->request->progress;
    progress->tell(progress->context, part);
}

void playback_run(const struct export_source *source, const struct playback_visitor *visitor)
{
    struct playback playback = {.source = source, .visitor = visitor};
    const struct trace_listener listener = {
        .context = &playback,
        .event = event_take,
        .gpu = visitor->gpu ? gpu_take : NULL,
        .progress = source->request->progress.tell ? progress_take : NULL,
        .reader = source->request->reader,
    };
    source->play(source, &listener);
    for (size_t i = 0; i < playback.count; i++) {
        finish(playback.players[i]);
    }
    free(playback.players);
}

int64_t player_time(const struct player *player, int64_t time_ns)
{
    return time_ns > player->process->first_ns ? time_ns - player->process->first_ns : 0;
}

enum verdict player_verdict(const struct player *player, const struct object *object, const struct scope **holder)
{
    return verdict_of(verdict_subject(object, &player->replay.objects), player->process->ending == ENDED_NORMALLY,
                      holder);
}
