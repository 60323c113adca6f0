/* SPDX-License-Identifier: MIT */
/* Findings made of scopes and functions that were never left. */
#include <string.h>

#include "process.h"
#include "site_words.h"

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

/* None of the scopes was passed by: that they are open is no more than likely to be a mistake; least so where all of
 * them are the parent process's, whose they are to leave. */
static void running_settle(const struct findings *findings, const struct process *process)
{
    for (size_t i = 0; i < findings->count; i++) {
        struct finding *finding = findings->list[i];
        if (finding->running > 0 && finding->running >= finding->times) {
            finding->severity = finding->of_parent == finding->times ? FINDING_NOTE : FINDING_WARNING;
            finding->confidence = finding->confidence < FINDING_LIKELY ? finding->confidence : FINDING_LIKELY;
            finding_place_add(finding, "ended inside at", sites_place(&process->sites, finding->ended_at));
        } else {
            finding->running = finding->of_parent = 0;
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

/* What a child has put into a scope of its parent's: that it ends inside that is no more than likely to be a mistake.
 */
static void inherited_take(const struct findings *findings, const struct scope_open *group,
                           const struct process *process)
{
    const uint32_t cause = imbalance_forgotten(&process->imbalance, group->first_site);
    struct finding *finding = scope_finding(findings, sites_place(&process->sites, cause));
    if (!finding || group->keeping == 0) {
        return;
    }
    finding->times += group->keeping;
    if (finding->cause == group->key.site) { /* no function of the child's has left it open */
        finding->running += group->keeping;
        finding->of_parent += group->keeping;
    }
}

static bool in_one_function(const struct process *process, uint32_t left, uint32_t right)
{
    const char *functions[2] = {site_facts(&process->sites, left).function,
                                site_facts(&process->sites, right).function};
    return functions[0] && functions[1] && strcmp(functions[0], functions[1]) == 0;
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
    if (finding->function_site == 0 && in_one_function(process, finding->cause, group->key.site)) {
        finding->function_site = group->key.site;
    }
    finding_place_add(finding, "entered at", finding->function_site != 0 ? finding->function_site : finding->cause);
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
        if (group->key.inherited) {
            inherited_take(findings, group, process);
        } else {
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
