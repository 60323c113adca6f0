/* SPDX-License-Identifier: MIT */
/*
 * tlscope-replay DESCRIPTOR: plays the script that is open there against the runtime it is linked with, and compares
 * where that ends with where the recorded process did. `tlscope replay` runs it.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <tl/abi.h>

#include "memory.h"

static bool too_short(struct player *player)
{
    fputs("tlscope: replay: the script ends early; is the disk full?\n", stderr);
    player->broken = true;
    return false;
}

bool script_next(struct player *player, struct replay_op *op)
{
    if (player->broken) {
        return false;
    }
    const bool whole = fread(op, sizeof *op, 1, player->script) == 1 && op->code < REPLAY_CODES &&
                       (op->code != REPLAY_thread || (uint32_t)op->number < player->header.threads) &&
                       (op->code != REPLAY_manager || (uint32_t)op->number < player->header.managers);
    return whole || too_short(player);
}

void *script_take(struct player *player, uint64_t bytes)
{
    const size_t unit = sizeof(struct replay_op);
    const size_t padded = (size_t)bytes + (unit - (size_t)bytes % unit) % unit;
    char *taken = malloc(padded + 1);
    if (taken == NULL || fread(taken, 1, padded, player->script) != padded) {
        free(taken);
        too_short(player);
        return NULL;
    }
    taken[padded] = '\0';
    return taken;
}

/* Reads the table of statements, and goes back to the ops. */
static bool read_sites(struct player *player)
{
    const struct replay_header *header = &player->header;
    const long ops_at = ftell(player->script);
    player->sites = calloc((size_t)header->sites + 1, sizeof *player->sites);
    player->site_texts = calloc((size_t)header->text_bytes + 1, 1);
    return player->sites != NULL && player->site_texts != NULL &&
           fseek(player->script, (long)header->sites_at, SEEK_SET) == 0 &&
           fread(player->sites, sizeof *player->sites, header->sites, player->script) == header->sites &&
           fread(player->site_texts, 1, (size_t)header->text_bytes, player->script) == header->text_bytes &&
           fseek(player->script, ops_at, SEEK_SET) == 0;
}

static void print_end(const char *who, const struct replay_end *end)
{
    fprintf(stderr,
            "tlscope: replay: %s: depth %" PRIu64 ", frames %" PRIu64 ", counted %" PRIu64 ", pooled %" PRIu64 "\n",
            who, end->depth, end->frames, end->counted, end->pooled);
}

static int compare(const struct player *player)
{
    const struct replay_header *header = &player->header;
    const struct replay_end end = {.depth = (uint64_t)tl_get_scope_depth(),
                                   .frames = player->frames,
                                   .counted = (uint64_t)tl_get_refcount_count(),
                                   .pooled = (uint64_t)tl_get_pool_count()};
    const bool equal = memcmp(&end, &header->end, sizeof end) == 0;
    fprintf(stderr, "tlscope: replay: %" PRIu64 " calls made\n", header->calls);
    print_end(equal ? "the end, as recorded" : "the end", &end);
    if (!equal) {
        print_end(header->ended ? "recorded" : "recorded, as far as its events say", &header->end);
        if (header->incomplete) {
            fputs("tlscope: replay: events are missing from the trace: the difference may be theirs\n", stderr);
        } else if (header->other_options) {
            fputs("tlscope: replay: TLSCOPE_OPTIONS asks for other rules than the recorded run had\n", stderr);
        }
    }
    return header->incomplete ? REPLAY_EXIT_PARTLY : equal ? 0 : REPLAY_EXIT_DIFFERS;
}

static int play(struct player *player)
{
    turns_play(player);
    if (player->broken) {
        return REPLAY_EXIT_FAILED;
    }
    const int code = compare(player);
    memory_end(player->memory);
    return code;
}

static int prepare_and_play(struct player *player)
{
    int code = REPLAY_EXIT_FAILED;
    player->managers = calloc((size_t)player->header.managers + 1, sizeof(tlscope_manager *));
    player->memory = memory_new(player->header.places, player->header.other_options);
    if (player->managers != NULL && player->memory != NULL && read_sites(player)) {
        player->managers[0] = tlscope_manager_global();
        code = play(player);
    } else {
        fputs("tlscope: replay: no memory for the tables\n", stderr);
    }
    free(player->managers); /* those that are still there are the program's to lose */
    free(player->text);
    free(player->sites);
    free(player->site_texts);
    return code;
}

int main(int argc, char **argv)
{
    struct player player = {.script = argc == 2 ? fdopen(atoi(argv[1]), "r") : NULL};
    if (player.script == NULL || fread(&player.header, sizeof player.header, 1, player.script) != 1 ||
        strcmp(player.header.magic, REPLAY_MAGIC) != 0) {
        fputs("tlscope-replay: plays what `tlscope replay TRACE` hands over; run that\n", stderr);
        return 2;
    }
    const int code = prepare_and_play(&player);
    (void)fclose(player.script);
    return code;
}
