/* SPDX-License-Identifier: MIT */
#include "imbalance.h"

#include <string.h>

#include "stack.h"

enum { PAIRS_MOST = 65536, FRAMES_MOST = 64, CHAIN_MOST = 64 };

void imbalance_init(struct imbalance *imbalance, const struct sites *sites)
{
    *imbalance = (struct imbalance){.pairs = GROUPING_OF(struct exit_pair), .sites = sites};
}

void imbalance_free(struct imbalance *imbalance)
{
    grouping_free(&imbalance->pairs);
}

/* The site of the innermost scope that a thread has open; 0: it has none. */
static uint32_t own_scope(const struct replay *replay)
{
    for (const struct scope *scope = replay->manager->top; scope; scope = scope->outer) {
        if (scope->thread == replay->thread) {
            return scope->site;
        }
    }
    return 0;
}

/* `scope`: NULL where the exit met none. */
static void exited(struct imbalance *imbalance, const struct scope *scope, uint32_t site, const struct replay *replay,
                   bool frame)
{
    const struct exit_pair_key key = {scope ? scope->site : 0, site, replay->thread};
    struct exit_pair *pair = imbalance->pairs.count < PAIRS_MOST ? grouping_entry(&imbalance->pairs, &key)
                                                                 : grouping_find(&imbalance->pairs, &key);
    if (pair) {
        pair->times++;
    }
    if (pair && scope) {
        const bool strays = scope->thread != 0 && scope->thread != replay->thread;
        if (!strays || !pair->other_thread) { /* once for many in a row: a look at all open scopes */
            pair->own = strays ? own_scope(replay) : 0;
        }
        pair->other_thread = strays;
        pair->left_inside = frame && !scope->function;
        pair->younger = scope->thread > replay->thread; /* thread ids grow, nearly always */
    }
}

void imbalance_event(struct imbalance *imbalance, const struct trace_event *event, const struct replay *replay)
{
    const bool frame = event->id == TL_EVENT_function_exit;
    if (!frame && event->id != TL_EVENT_exit_scope) {
        return;
    }
    const uint32_t number = frame ? event->as.function_exit.scope : event->as.exit_scope.scope;
    const struct scope *scope = number == 0 ? NULL : scope_find(replay->manager, number);
    exited(imbalance, scope, frame ? event->as.function_exit.site : event->as.exit_scope.site, replay, frame);
}

struct call {
    const struct code_address *frames[FRAMES_MOST];
    size_t count;
};

static struct call call_of(const struct sites *sites, uint32_t site)
{
    struct call call;
    enum tl_stack_end end;
    call.count = sites_stack(sites, site, call.frames, FRAMES_MOST, &end);
    return call;
}

/* The function whose frame it is: one that was inlined has none of its own. */
static const char *function_of(const struct code_address *code)
{
    return code->inlined_in ? code->inlined_in : code->function ? code->function : code->symbol;
}

static bool in_one_function(const struct code_address *left, const struct code_address *right)
{
    return left->module == right->module && function_of(left)[0] && strcmp(function_of(left), function_of(right)) == 0;
}

/* True when the call `outer` is of the frame that is the `depth`th of the call `inner`, as far as the stacks go. */
static bool is_frame_of(const struct call *outer, const struct call *inner, size_t depth)
{
    if (outer->count == 0 || depth >= inner->count || !in_one_function(outer->frames[0], inner->frames[depth])) {
        return false;
    }
    for (size_t i = 1; i < outer->count && depth + i < inner->count; i++) {
        if (outer->frames[i] != inner->frames[depth + i]) {
            return false;
        }
    }
    return true;
}

static bool calls(const struct call *outer, const struct call *inner)
{
    for (size_t depth = 1; depth < inner->count; depth++) {
        if (is_frame_of(outer, inner, depth)) {
            return true;
        }
    }
    return false;
}

static enum exit_kind kind_of(const struct sites *sites, const struct exit_pair *pair)
{
    const struct call enter = call_of(sites, pair->key.enter);
    const struct call exit = call_of(sites, pair->key.exit);
    if (is_frame_of(&enter, &exit, 0)) {
        return EXIT_FITS;
    }
    if (pair->other_thread) {
        return pair->younger ? EXIT_FORGOTTEN : EXIT_TOO_MANY;
    }
    return calls(&exit, &enter) ? EXIT_FORGOTTEN : calls(&enter, &exit) ? EXIT_TOO_MANY : EXIT_FITS;
}

void imbalance_settle(struct imbalance *imbalance)
{
    for (size_t i = 0; i < imbalance->pairs.count; i++) {
        struct exit_pair *pair = imbalance->pairs.entries[i];
        pair->kind = kind_of(imbalance->sites, pair);
    }
}

static bool in_one_frame(const struct sites *sites, uint32_t left, uint32_t right)
{
    const struct call calls_of[2] = {call_of(sites, left), call_of(sites, right)};
    return is_frame_of(&calls_of[0], &calls_of[1], 0);
}

/* `thread`: 0 for all of them. */
static bool is_of_thread(const struct exit_pair *pair, uint32_t thread)
{
    return thread == 0 || pair->key.thread == thread;
}

/* How often exits in the frame of `site` met no scope of its own. */
static uint64_t went_wrong(const struct imbalance *imbalance, uint32_t site, uint32_t thread)
{
    uint64_t times = 0;
    for (size_t i = 0; i < imbalance->pairs.count; i++) {
        const struct exit_pair *pair = imbalance->pairs.entries[i];
        const bool wrong = pair->key.enter == 0 || pair->other_thread || pair->kind == EXIT_TOO_MANY;
        if (wrong && is_of_thread(pair, thread) && in_one_frame(imbalance->sites, pair->key.exit, site)) {
            times += pair->times;
        }
    }
    return times;
}

/* The commonest misfit of a kind whose one end is in the frame of `site`; the other end is returned, 0: none. A
 * function that leaves its caller's scope far more often than that went wrong for the caller does so rightly. */
static uint32_t misfit_of(const struct imbalance *imbalance, enum exit_kind kind, uint32_t site, uint32_t thread)
{
    const struct exit_pair *best = NULL;
    const uint64_t most = kind == EXIT_FORGOTTEN ? UINT64_MAX : 2 * went_wrong(imbalance, site, thread);
    for (size_t i = 0; i < imbalance->pairs.count; i++) {
        const struct exit_pair *pair = imbalance->pairs.entries[i];
        const uint32_t end = kind == EXIT_FORGOTTEN ? pair->key.exit : pair->key.enter;
        if (pair->kind == kind && is_of_thread(pair, thread) && pair->times <= most &&
            (!best || pair->times > best->times) && in_one_frame(imbalance->sites, end, site)) {
            best = pair;
        }
    }
    return !best ? 0 : kind == EXIT_FORGOTTEN ? best->key.enter : best->key.exit;
}

/* From the function where it shows to the one where it began: each is called by the one before. */
static uint32_t followed(const struct imbalance *imbalance, enum exit_kind kind, uint32_t site, uint32_t thread)
{
    for (int i = 0; i < CHAIN_MOST; i++) {
        const uint32_t next = misfit_of(imbalance, kind, site, thread);
        if (next == 0) {
            break;
        }
        site = next;
    }
    return site;
}

/* A function whose own scope stays open since its own exit left one that it had entered inside: that one, or 0. */
static uint32_t left_inside(const struct imbalance *imbalance, uint32_t enter)
{
    for (size_t i = 0; i < imbalance->pairs.count; i++) {
        const struct exit_pair *pair = imbalance->pairs.entries[i];
        if (pair->left_inside && in_one_frame(imbalance->sites, pair->key.enter, pair->key.exit) &&
            in_one_frame(imbalance->sites, pair->key.enter, enter)) {
            return pair->key.enter;
        }
    }
    return 0;
}

bool imbalance_is_inside(const struct imbalance *imbalance, uint32_t enter, uint32_t site)
{
    const struct call outer = call_of(imbalance->sites, enter);
    const struct call inner = call_of(imbalance->sites, site);
    return is_frame_of(&outer, &inner, 0) || calls(&outer, &inner);
}

uint32_t imbalance_forgotten(const struct imbalance *imbalance, uint32_t enter)
{
    const uint32_t begun = followed(imbalance, EXIT_FORGOTTEN, enter, 0);
    const uint32_t inside = left_inside(imbalance, begun);
    return inside != 0 ? inside : begun;
}

/* The commonest exits at a site of other threads' scopes; NULL: none. */
static const struct exit_pair *strayed(const struct imbalance *imbalance, uint32_t exit)
{
    const struct exit_pair *best = NULL;
    for (size_t i = 0; i < imbalance->pairs.count; i++) {
        const struct exit_pair *pair = imbalance->pairs.entries[i];
        if (pair->other_thread && pair->key.exit == exit && (!best || pair->times > best->times)) {
            best = pair;
        }
    }
    return best;
}

uint32_t imbalance_too_many(const struct imbalance *imbalance, uint32_t exit)
{
    return followed(imbalance, EXIT_TOO_MANY, exit, 0);
}

uint32_t imbalance_too_many_of_thread(const struct imbalance *imbalance, uint32_t exit)
{
    const struct exit_pair *pair = strayed(imbalance, exit);
    if (!pair || (pair->own != 0 && in_one_frame(imbalance->sites, pair->own, exit))) {
        return exit;
    }
    return followed(imbalance, EXIT_TOO_MANY, exit, pair->key.thread);
}

bool imbalance_is_too_many(const struct imbalance *imbalance, uint32_t exit)
{
    for (size_t i = 0; i < imbalance->pairs.count; i++) {
        const struct exit_pair *pair = imbalance->pairs.entries[i];
        if (pair->kind == EXIT_TOO_MANY &&
            sites_place(imbalance->sites, pair->key.exit) == sites_place(imbalance->sites, exit)) {
            return true;
        }
    }
    return false;
}
