/* SPDX-License-Identifier: MIT */
/* Findings made of what was counted: leaks, scopes never left, misuse. */
#include "analysis.h"
#include "pairing.h"
#include "site_words.h"

/* Leaks of one verdict, kind and name with one cause; those that a scope holds, of one scope's place alone. */
struct leak_cause {
    struct leak_cause_key {
        const char *name;
        uint32_t verdict;
        uint32_t kind;
        uint32_t cause;
        uint32_t device; /* kind of it: ranks of a job have the same leak on one each */
    } key;
    struct finding *finding;
    struct grouping callers; /* of struct leak_caller */
};

/* The call by which the cause's function was called. */
struct leak_caller {
    uint32_t key; /* number of its address; 0: not known */
    struct finding_caller of;
};

static const enum finding_code code_of_verdict[VERDICTS] = {
    [VERDICT_LEAKED] = FINDING_CODE_LEAKED,
    [VERDICT_MOVED_COUNTED_TWICE] = FINDING_CODE_MOVED_COUNTED_TWICE,
    [VERDICT_MOVED_NEVER_TAKEN] = FINDING_CODE_MOVED_NEVER_TAKEN,
    [VERDICT_PAST_UNKNOWN] = FINDING_CODE_PAST_UNKNOWN,
    [VERDICT_OVER_ACQUIRED] = FINDING_CODE_OVER_ACQUIRED,
    [VERDICT_SCOPE_NEVER_LEFT] = FINDING_CODE_HELD_BY_OPEN_SCOPE,
    [VERDICT_NEVER_REGISTERED] = FINDING_CODE_NEVER_REGISTERED,
};

static struct leak_cause_key key_of(const struct leak_group *group)
{
    const bool held = group->key.verdict == VERDICT_SCOPE_NEVER_LEFT;
    return (struct leak_cause_key){.name = held ? NULL : group->key.name,
                                   .verdict = group->key.verdict,
                                   .kind = held                     ? 0
                                           : group->key.inside != 0 ? TL_KIND_VECTOR
                                                                    : group->key.kind,
                                   .cause = group->key.cause,
                                   .device = held || group->key.inside != 0 ? TL_DEVICE_CPU
                                                                            : group->largest.account->device->kind};
}

/* What stands in a vector is told with it: its own name is not the one to look for. */
static struct finding *inside_of(const struct findings *findings, const struct leak_group *group)
{
    for (size_t i = 0; i < findings->count; i++) {
        struct finding *finding = findings->list[i];
        if (finding->code == code_of_verdict[group->key.verdict] && finding->cause == group->key.cause) {
            return finding;
        }
    }
    return NULL;
}

static void places_add(struct finding *finding, const char *role, const struct leak_sites *sites)
{
    for (uint32_t i = 0; i < sites->count; i++) {
        finding_place_add(finding, role, sites->sites[i]);
    }
}

/* Of an operation that other objects had done to them, and died. */
static const char *lacked_role(enum ledger_op op)
{
    return op == LEDGER_RELEASED       ? "others released at"
           : op == LEDGER_VECTOR_FREED ? "others freed with their vector at"
                                       : "others freed at";
}

static void leak_places(struct finding *finding, const struct leak_group *group)
{
    const bool twice = group->key.verdict == VERDICT_MOVED_COUNTED_TWICE;
    if (group->key.verdict == VERDICT_OVER_ACQUIRED) {
        finding_place_add(finding, "acquired at", group->key.cause);
    }
    finding_place_add(finding, "first seen at", group->key.site);
    if (group->key.held) {
        finding_place_add(finding, "entered at", group->key.cause);
    }
    places_add(finding, "unregistered at", &group->unregistered);
    places_add(finding, twice ? "registered again at" : "registered at", &group->registered);
    places_add(finding, "acquired at", &group->acquired);
    places_add(finding, "released at", &group->released);
    if (group->why && group->why->lacked != 0) {
        finding_place_add(finding, lacked_role(group->why->lacks), group->why->lacked);
    }
    finding_place_add(finding, "outlived scope at", group->outlived);
}

static void leak_count(struct finding *finding, const struct leak_group *group)
{
    if (finding->objects == 0) {
        finding->kind = (int)group->key.kind;
        finding->name = group->key.name;
    }
    finding->kind = finding->kind == (int)group->key.kind ? finding->kind : -1;
    finding->name = finding->name == group->key.name ? finding->name : "";
    finding->objects += group->objects;
    finding->bytes += group->bytes;
    finding->times += group->objects;
    finding_device_add(finding, group->largest.account->device, group->objects, group->bytes);
}

/* Who called for the operations that are blamed: two that differ further out are one. */
static void callers_add(struct leak_cause *cause, const struct leak_group *group, const struct process *process)
{
    for (size_t i = 0; i < group->blamed.count; i++) {
        const struct blamed_site *blamed = group->blamed.entries[i];
        struct source_call call;
        const uint32_t address = source_caller(&process->sites, blamed->key, &call) ? call.code->key : 0;
        struct leak_caller *caller = grouping_entry(&cause->callers, &address);
        caller->of.site = caller->of.times == 0 ? blamed->key : caller->of.site;
        caller->of.times += blamed->times;
    }
}

/* Those not known last. */
static int by_caller_times(const void *left, const void *right)
{
    const struct leak_caller *a = *(struct leak_caller *const *)left;
    const struct leak_caller *b = *(struct leak_caller *const *)right;
    const int known = compare_numbers(a->key == 0, b->key == 0);
    const int times = compare_numbers(b->of.times, a->of.times);
    return known != 0 ? known : times != 0 ? times : compare_numbers(a->of.site, b->of.site);
}

static void callers_settle(struct leak_cause *cause)
{
    struct finding *finding = cause->finding;
    grouping_sort(&cause->callers, by_caller_times);
    for (size_t i = 0; i < cause->callers.count; i++) {
        const struct leak_caller *caller = cause->callers.entries[i];
        finding->stack_site = i == 0 ? caller->of.site : finding->stack_site;
        if (caller->key != 0 && finding->caller_count++ < FINDING_CALLERS) {
            finding->callers[i] = caller->of;
        }
    }
    grouping_free(&cause->callers);
}

/* What the objects' own ledgers say of acquires at the cause, where all of them do. */
static void acquires_add(struct finding *finding, const struct leak_group *group)
{
    for (size_t i = 0; i < group->balance.count; i++) {
        const struct op_total *total = group->balance.entries[i];
        const bool counts = total->key.op == LEDGER_ACQUIRED && total->key.place == finding->cause;
        finding->acquires += counts ? total->times : 0;
    }
    finding->unpaid_unknown |= group->blame_rough;
    for (size_t i = 0; i < group->blamed.count; i++) {
        finding->unpaid += ((const struct blamed_site *)group->blamed.entries[i])->times;
    }
}

static void leak_take(struct findings *findings, struct grouping *causes, const struct leak_group *group,
                      const struct process *process)
{
    const struct leak_cause_key key = key_of(group);
    struct leak_cause *cause = grouping_entry(causes, &key);
    if (!cause->finding) {
        cause->callers = (struct grouping)GROUPING_OF(struct leak_caller);
    }
    if (!cause->finding && group->key.inside != 0) {
        cause->finding = inside_of(findings, group);
    }
    if (!cause->finding) {
        cause->finding = findings_add(findings, code_of_verdict[group->key.verdict]);
        cause->finding->cause = group->key.cause;
        cause->finding->stack_site = group->cause_site;
        cause->finding->why = group->why;
        cause->finding->example = group->examples[0].object;
        cause->finding->pointer = group->examples[0].pointer;
    }
    if (group->key.inside != 0 && cause->finding->objects > 0) {
        finding_inside_add(cause->finding, group->largest.account->device, group->objects, group->bytes);
        return;
    }
    estimate_sum(&cause->finding->estimate, &group->estimate);
    callers_add(cause, group, process);
    acquires_add(cause->finding, group);
    leak_count(cause->finding, group);
    leak_places(cause->finding, group);
    finding_steady(cause->finding, group, process);
    if (group->facts_lost) {
        cause->finding->confidence = FINDING_POSSIBLE;
    }
}

void findings_of_leaks(struct findings *findings, const struct process *process)
{
    struct grouping causes = GROUPING_OF(struct leak_cause);
    const struct grouping *groups = &process->leaks.groups;
    for (uint32_t inside = 0; inside < 2; inside++) {
        for (size_t i = 0; i < groups->count; i++) {
            const struct leak_group *group = groups->entries[i];
            if (verdict_is_leak(group->key.verdict) && !group->key.inherited && group->key.inside == inside) {
                leak_take(findings, &causes, group, process);
            }
        }
    }
    for (size_t i = 0; i < causes.count; i++) {
        callers_settle(causes.entries[i]);
    }
    grouping_free(&causes);
}

static struct finding *scope_finding(const struct findings *findings, uint32_t site)
{
    for (size_t i = 0; i < findings->count; i++) {
        struct finding *finding = findings->list[i];
        const bool scopes =
            finding->code == FINDING_CODE_SCOPE_NEVER_LEFT || finding->code == FINDING_CODE_HELD_BY_OPEN_SCOPE;
        if (scopes && finding->cause == site) {
            return finding;
        }
    }
    return NULL;
}

static struct finding *scope_finding_made(struct findings *findings, uint32_t site)
{
    struct finding *finding = scope_finding(findings, site);
    if (!finding) {
        finding = findings_add(findings, FINDING_CODE_SCOPE_NEVER_LEFT);
        finding->cause = site;
    }
    return finding;
}

/* Recursion may be as deep, and still be running. */
static bool is_growth(const struct scope_open *group, const struct process *process)
{
    return group->scopes >= PILE_FEWEST && !place_recurs(&process->sites, group->key.site);
}

static void growth_take(struct finding *finding, const struct scope_open *group)
{
    const bool first = finding->depth_to == 0;
    finding->severity = FINDING_ERROR;
    finding->depth_from =
        first || group->depth_min - 1 < finding->depth_from ? group->depth_min - 1 : finding->depth_from;
    finding->depth_to = group->depth_max > finding->depth_to ? group->depth_max : finding->depth_to;
}

/* Where the program still was at its end, inside what was entered at `enter`: a call of exit, or the enter of a
 * thread's innermost scope, which still ran; 0: it had left that, or nothing is known. */
static uint32_t ended_inside(const struct process *process, uint32_t enter)
{
    for (size_t i = 0; i < process->diagnostics.groups.count; i++) {
        const struct diagnostic_group *group = process->diagnostics.groups.entries[i];
        if (group->key.code == TL_DIAGNOSTIC_SCOPES_OPEN_AT_END && group->first_site != 0 &&
            imbalance_is_inside(&process->imbalance, enter, group->first_site)) {
            return group->first_site;
        }
    }
    return 0;
}

/* Of several scopes of one place that a thread has open, all but the last were passed by, unless in recursion. */
static void running_take(struct finding *finding, const struct scope_open *group, const struct process *process)
{
    const bool once = group->scopes == 1 || place_recurs(&process->sites, group->key.site);
    const uint32_t inside = once ? ended_inside(process, group->first_site) : 0;
    finding->running += inside != 0 ? group->scopes : 0;
    finding->ended_at = inside != 0 ? inside : finding->ended_at;
}

/* None of the scopes was passed by: that they are open is no more than likely to be a mistake. */
static void running_settle(const struct findings *findings, const struct process *process)
{
    for (size_t i = 0; i < findings->count; i++) {
        struct finding *finding = findings->list[i];
        if (finding->running > 0 && finding->running >= finding->times) {
            finding->severity = FINDING_WARNING;
            finding->confidence = finding->confidence < FINDING_LIKELY ? finding->confidence : FINDING_LIKELY;
            finding_place_add(finding, "ended inside at", sites_place(&process->sites, finding->ended_at));
        } else {
            finding->running = 0;
        }
    }
}

static void open_take(struct findings *findings, const struct scope_open *group, const struct process *process)
{
    const uint32_t cause = imbalance_forgotten(&process->imbalance, group->first_site);
    struct finding *finding = scope_finding_made(findings, sites_place(&process->sites, cause));
    finding->times += group->scopes;
    running_take(finding, group, process);
    finding->stack_site = cause;
    finding_place_add(finding, "entered at", finding->cause);
    if (finding->cause != group->key.site) {
        finding_place_add(finding, "left open by that", group->key.site);
    }
    if (is_growth(group, process)) {
        growth_take(finding, group);
    }
}

/* Functions whose scopes are gone and that keep nothing are told of as misuse. */
static void frames_take(struct findings *findings, const struct frames_open *group, const struct process *process)
{
    const uint32_t cause = imbalance_forgotten(&process->imbalance, group->first_site);
    const uint32_t place = sites_place(&process->sites, cause);
    struct finding *finding = group->bytes > 0 ? scope_finding_made(findings, place) : scope_finding(findings, place);
    if (!finding) {
        return;
    }
    finding->functions += group->frames;
    finding->times = finding->functions > finding->times ? finding->functions : finding->times;
    finding->buffer_bytes += group->bytes;
    finding->bytes += group->bytes;
    finding->severity = finding->buffer_bytes > 0 ? FINDING_ERROR : finding->severity;
    finding->stack_site = cause;
    finding_place_add(finding, "entered at", finding->cause);
}

/* Leaks held by open scopes have their findings by then: what is counted in them is scopes, not objects. */
void findings_of_scopes(struct findings *findings, const struct process *process)
{
    const struct grouping *open = &process->scopes.open;
    const struct grouping *frames = &process->scopes.frames;
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->list[i]->code == FINDING_CODE_HELD_BY_OPEN_SCOPE) {
            findings->list[i]->times = 0;
        }
    }
    for (size_t i = 0; process->ending == ENDED_NORMALLY && i < open->count; i++) {
        const struct scope_open *group = open->entries[i];
        if (!group->key.inherited) {
            open_take(findings, group, process);
        }
    }
    for (size_t i = 0; process->ending == ENDED_NORMALLY && i < frames->count; i++) {
        const struct frames_open *group = frames->entries[i];
        if (!group->key.inherited) {
            frames_take(findings, group, process);
        }
    }
    running_settle(findings, process);
}

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

static void freed_take(struct finding *finding, const struct diagnostic_group *group, const struct process *process)
{
    const uint32_t freed = freed_by(group, process);
    finding->of_exits = imbalance_is_too_many(&process->imbalance, freed);
    finding->unmoved = group->missed_move != 0 && !finding->of_exits && !is_paid(group, freed);
    if (finding->unmoved) {
        finding->cause = sites_place(&process->sites, group->missed_move);
        finding->stack_site = group->missed_move;
        finding_place_add(finding, ledger_op_role(LEDGER_NOT_MOVED), finding->cause);
    } else if (freed != 0) {
        finding->cause = finding->stack_site = freed;
    }
}

static void misuse_take(struct findings *findings, const struct diagnostic_group *group, const struct process *process)
{
    const struct misuse_code unknown = {FINDING_CODE_UNKNOWN_MISUSE, PLACE_SITE};
    const struct misuse_code *of =
        group->key.code > 0 && group->key.code < TL_DIAGNOSTIC_COUNT ? &misuse_codes[group->key.code] : &unknown;
    struct finding *finding = findings_add(findings, of->code);
    finding->severity = group->severity == TL_SEVERITY_ERROR ? FINDING_ERROR : FINDING_WARNING;
    finding->times = group->count;
    finding->example = group->object;
    finding->pointer = group->pointer;
    finding->detail = group->text;
    finding->cause = (of->place == PLACE_OTHER && group->other_site != 0) || group->key.site == 0 ? group->other_site
                                                                                                  : group->key.site;
    finding->stack_site = of->place == PLACE_OTHER ? finding->cause : group->first_site;
    if (is_of_exits(group->key.code)) {
        finding->stack_site = imbalance_too_many(&process->imbalance, group->first_site);
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
    finding_place_add(finding, diagnostic_other(group->key.code), group->other_site);
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
