/* SPDX-License-Identifier: MIT */
/* Each recorded thread on a thread of its own; one has the turn, and hands it on where the script says so. */
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

#include "player.h"

enum { STACK_BYTES = 512 << 10 };

struct actor {
    struct player *player;
    struct actor *played_by; /* itself, or another when its thread could not be made; NULL: it had no turn yet */
    bool leaves;             /* the turn it has is its last */
    sem_t turn;
};

/* Not freed: threads that still wait when the script ends early look at it until the process is gone. */
static struct actor *actors;
static bool crowded; /* some play for others: nobody leaves before the script ends */
static sem_t finished;

static void *act(void *actor);

static bool make_thread(struct actor *actor)
{
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    const bool made = pthread_create(&thread, &attributes, act, actor) == 0;
    pthread_attr_destroy(&attributes);
    return made;
}

/* Who plays the thread `number`: a thread made at its first turn, or `me` when none can be made. */
static struct actor *actor_of(uint32_t number, struct actor *me)
{
    struct actor *actor = &actors[number];
    if (actor->played_by != NULL) {
        return actor->played_by;
    }
    actor->player = me->player;
    sem_init(&actor->turn, 0, 0);
    actor->played_by = make_thread(actor) ? actor : me;
    if (actor->played_by == me && !crowded) {
        fputs("tlscope: replay: no further thread can be made; its calls are made by another\n", stderr);
        crowded = true;
    }
    return actor->played_by;
}

/* Plays until the turn goes to another, which is returned; NULL when the script has come to its end. */
static struct actor *play_turn(struct actor *me)
{
    struct player *player = me->player;
    struct replay_op op;
    while (script_next(player, &op) && op.code != REPLAY_end) {
        if (op.code != REPLAY_thread) {
            play_op(player, &op);
            continue;
        }
        struct actor *next = actor_of((uint32_t)op.number, me);
        next->leaves = (op.flags & REPLAY_LAST) != 0;
        if (next != me) {
            return next;
        }
    }
    return NULL;
}

/* Plays the turn that it has. False when that was its last. */
static bool act_once(struct actor *me)
{
    struct actor *next = play_turn(me);
    const bool stays = next != NULL && (!me->leaves || crowded);
    sem_post(next != NULL ? &next->turn : &finished);
    return stays;
}

static void wait_for(sem_t *semaphore)
{
    while (sem_wait(semaphore) != 0) { /* a signal came */
    }
}

static void *act(void *actor)
{
    struct actor *me = actor;
    do {
        wait_for(&me->turn);
    } while (act_once(me));
    return NULL;
}

void turns_play(struct player *player)
{
    actors = calloc((size_t)player->header.threads + 1, sizeof *actors);
    player->broken = actors == NULL;
    if (player->broken) {
        return;
    }
    actors[0] = (struct actor){.player = player, .played_by = &actors[0]};
    sem_init(&actors[0].turn, 0, 0);
    sem_init(&finished, 0, 0);
    if (act_once(&actors[0])) {
        act(&actors[0]);
    }
    wait_for(&finished);
}
