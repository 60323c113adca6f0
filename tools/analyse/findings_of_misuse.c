/* SPDX-License-Identifier: MIT */
/* Findings made of misuse: what led to it, where that is known. */
#include "pairing.h"
#include "process.h"

/* Which of a misuse's two places is the one to look at first. */
enum misuse_place { PLACE_SITE, PLACE_OTHER };

static const struct misuse_code {
    enum finding_code code;
    enum misuse_place place;
} misuse_codes[TL_DIAGNOSTIC_COUNT] = {
#define MISUSE(code, place, fix) [TL_DIAGNOSTIC_##code] = {FINDING_MISUSE_##code, PLACE_##place},
#include "findings.def"
};

/* An exit that met no scope, or another function's, shows what another one before it has done. */
static bool is_of_exits(uint32_t code)
{
    return code == TL_DIAGNOSTIC_EXIT_GLOBAL_SCOPE || code == TL_DIAGNOSTIC_FUNCTION_EXIT_NO_FRAME ||
           code == TL_DIAGNOSTIC_FUNCTION_SCOPE_GONE || code == TL_DIAGNOSTIC_EXIT_OTHER_THREAD;
}

/* What freed an object too early, where its ledger tells: an exit of another function's scope, or a release that
 * nothing was acquired for. */
static uint32_t freed_by(const struct diagnostic_group *group, const struct process *process)
{
    struct steps steps = {.count = group->step_count};
    for (size_t i = 0; i < steps.count; i++) {
        steps.list[i] = (struct shape_step){group->steps[i].op, sites_place(&process->sites, group->steps[i].site)};
    }
    const struct shape_step *last = steps.count > 0 ? &steps.list[steps.count - 1] : NULL;
    if (last && last->op == LEDGER_SCOPE_LEFT && imbalance_is_too_many(&process->imbalance, last->site)) {
        return last->site;
    }
    return last && last->op == LEDGER_RELEASED ? pairing_surplus(&steps, &process->sites) : 0;
}

static bool is_of_freed(uint32_t code)
{
    return code == TL_DIAGNOSTIC_ACQUIRE_FREED || code == TL_DIAGNOSTIC_REGISTER_FREED ||
           code == TL_DIAGNOSTIC_RELEASE_FREED || code == TL_DIAGNOSTIC_STALE_RECORD;
}

/* A release that an acquire pays for gives nothing back that was to be moved. */
static bool is_paid(const struct diagnostic_group *group, uint32_t freed)
{
    return group->step_count > 0 && group->steps[group->step_count - 1].op == LEDGER_RELEASED && freed == 0;
}

/* A release too many comes to light at another call, which had a right to the object or is one too many itself. A
 * scope's exit that meets a stale record did nothing wrong. */
static uint32_t late_call(const struct finding *finding, const struct diagnostic_group *group)
{
    const bool told = group->key.code != TL_DIAGNOSTIC_STALE_RECORD && group->key.site != finding->cause;
    return told && !finding->of_exits ? group->key.site : 0;
}

static void freed_take(struct finding *finding, const struct diagnostic_group *group, const struct process *process)
{
    const uint32_t freed = freed_by(group, process);
    finding->of_exits = imbalance_is_too_many(&process->imbalance, freed);
    finding->freed_in = group->freed_in;
    finding->unmoved = group->missed_move != 0 && !finding->of_exits && !is_paid(group, freed);
    if (finding->unmoved) {
        finding->cause = sites_place(&process->sites, group->missed_move);
        finding->stack_site = group->missed_move;
        finding_place_add(finding, ledger_op_role(LEDGER_NOT_MOVED), finding->cause);
    } else if (freed != 0) {
        finding->cause = finding->stack_site = freed;
        finding->late = late_call(finding, group);
    }
}

/* The other place of a misuse; of a slot buffer that was dead before its frame was left, what its ledger tells. */
static uint32_t other_site(const struct diagnostic_group *group, const struct process *process)
{
    const bool told = group->other_site != 0 || group->key.code != TL_DIAGNOSTIC_NOT_HEAP_BLOCK;
    for (size_t i = 0; !told && i < group->step_count; i++) {
        if (group->steps[i].op == LEDGER_REGISTERED) {
            return sites_place(&process->sites, group->steps[i].site);
        }
    }
    return group->other_site;
}

static void misuse_take(struct findings *findings, const struct diagnostic_group *group, const struct process *process)
{
    const struct misuse_code unknown = {FINDING_CODE_UNKNOWN_MISUSE, PLACE_SITE};
    const struct misuse_code *of =
        group->key.code > 0 && group->key.code < TL_DIAGNOSTIC_COUNT ? &misuse_codes[group->key.code] : &unknown;
    struct finding *finding = findings_add(findings, of->code);
    finding->severity = group->severity == TL_SEVERITY_ERROR ? FINDING_ERROR : FINDING_WARNING;
    finding->times = group->count;
    finding->first_ns = group->first_ns;
    finding->example = group->object;
    finding->pointer = group->pointer;
    finding->detail = group->text;
    const uint32_t other = other_site(group, process);
    finding->cause = (of->place == PLACE_OTHER && other != 0) || group->key.site == 0 ? other : group->key.site;
    finding->stack_site = of->place == PLACE_OTHER ? finding->cause : group->first_site;
    if (is_of_exits(group->key.code)) {
        finding->stack_site = group->key.code == TL_DIAGNOSTIC_EXIT_OTHER_THREAD
                                  ? imbalance_too_many_of_thread(&process->imbalance, group->first_site)
                                  : imbalance_too_many(&process->imbalance, group->first_site);
        finding->cause = sites_place(&process->sites, finding->stack_site);
        finding->of_exits = true;
        finding->at_exit = finding->cause == group->key.site;
        if (finding->cause != group->key.site) {
            finding_place_add(finding, "one exit too many at", finding->cause);
        }
    }
    if (is_of_freed(group->key.code)) {
        freed_take(finding, group, process);
    }
    finding->kind = group->kind;
    finding_place_add(finding, "called at", group->key.site);
    finding_place_add(finding, diagnostic_other(group->key.code), other);
}

/* Where the block was freed says more than where that was noticed. */
static bool told_by_heap(const struct diagnostic_group *group, const struct process *process)
{
    return group->key.code == TL_DIAGNOSTIC_FREED_ELSEWHERE && process->heap.freed.count > 0 &&
           heap_is_whole(&process->heap);
}

/* That scopes and frames are open at the end is told by the scopes' own findings. */
static bool told_by_scopes(const struct diagnostic_group *group, const struct process *process)
{
    const bool frames = group->key.code == TL_DIAGNOSTIC_FRAMES_OPEN_AT_END;
    return (frames && process->scopes.bytes_kept > 0) ||
           ((frames || group->key.code == TL_DIAGNOSTIC_SCOPES_OPEN_AT_END) && process->scopes.never_left > 0);
}

void findings_of_misuse(struct findings *findings, const struct process *process)
{
    for (size_t i = 0; i < process->diagnostics.groups.count; i++) {
        const struct diagnostic_group *group = process->diagnostics.groups.entries[i];
        if (!told_by_scopes(group, process) && !told_by_heap(group, process)) {
            misuse_take(findings, group, process);
        }
    }
}
