/* SPDX-License-Identifier: MIT */
/* Findings of what grows, and how much of a leak each iteration of a loop makes. */
#include "analysis.h"

enum { ITERATIONS_FEWEST = 4 };

/* From the first half of all iterations into their last third: what stops after a warm-up is no growth. */
static bool is_spread(const struct leak_group *group, const struct scope_site *loop)
{
    const uint32_t first = group->born_in[0] - loop->first;
    const uint32_t last = group->born_in[group->born_count - 1] - loop->first;
    const uint32_t all = loop->last - loop->first;
    return first <= all / 2 && last >= all - all / 3;
}

bool finding_steady(struct finding *finding, const struct leak_group *group, const struct process *process)
{
    const struct scope_site *loop = group->loop == 0 ? NULL : scopes_site(&process->scopes, group->loop);
    if (!loop || group->iterations < ITERATIONS_FEWEST || !is_spread(group, loop) ||
        (finding->loop != 0 && finding->loop != group->loop)) {
        return false;
    }
    const double share = (double)group->born_count / (double)group->objects;
    finding->loop = group->loop;
    finding->iterations = loop->entered;
    finding->iterations_keeping =
        group->iterations > finding->iterations_keeping ? group->iterations : finding->iterations_keeping;
    finding->objects_per_iteration += (double)group->born_count / (double)loop->entered;
    finding->bytes_per_iteration += (double)group->bytes * share / (double)loop->entered;
    return true;
}

/* A program that was killed has no leaks yet: what grew is all that can be said. */
static void killed_take(struct findings *findings, const struct leak_group *group, const struct process *process)
{
    struct finding probe = {.loop = 0};
    if (group->key.verdict != VERDICT_ALIVE_WHEN_KILLED || group->key.inherited ||
        !finding_steady(&probe, group, process)) {
        return;
    }
    struct finding *finding = findings_add(findings, FINDING_CODE_GROWS);
    finding_steady(finding, group, process);
    finding->kind = (int)group->key.kind;
    finding->name = group->key.name;
    finding->objects = group->objects;
    finding->bytes = group->bytes;
    finding->size_unknown = group->size_unknown;
    estimate_sum(&finding->estimate, &group->estimate);
    finding->times = group->iterations;
    finding_device_add(finding, group->largest.account->device, group->objects, group->bytes);
    finding->cause = group->key.site;
    finding->stack_site = group->examples[0].facts.site;
    finding_place_add(finding, "first seen at", group->key.site);
    finding_place_add(finding, "iterates at", finding->loop);
}

/* Objects of a scope never left are leaks, and told as such where the process ended normally. */
static bool is_leak(const struct pile *pile, const struct process *process)
{
    return pile->key.kept && pile->key.scope_site != 0 && process->ending == ENDED_NORMALLY;
}

/* Piles of one place are one finding, whatever calls led there. */
static struct finding *pile_finding(struct findings *findings, const struct account *account, uint32_t cause)
{
    for (size_t i = 0; i < findings->count; i++) {
        struct finding *finding = findings->list[i];
        if (finding->code == FINDING_CODE_GROWS_IN_SCOPE && finding->cause == cause &&
            finding->kind == (int)account->key.kind && finding->name == account->key.name &&
            finding->devices.list[0].device->kind == account->device->kind) {
            return finding;
        }
    }
    struct finding *finding = findings_add(findings, FINDING_CODE_GROWS_IN_SCOPE);
    finding->confidence = FINDING_LIKELY;
    finding->kind = (int)account->key.kind;
    finding->name = account->key.name;
    finding->cause = cause;
    finding->stack_site = account->key.site;
    return finding;
}

static void pile_take(struct findings *findings, const struct pile *pile, const struct process *process)
{
    const struct account *account = pile->key.of;
    if (is_leak(pile, process)) {
        return;
    }
    struct finding *finding = pile_finding(findings, account, sites_place(&process->sites, account->key.site));
    finding->objects += pile->objects;
    finding->bytes += pile->bytes;
    estimate_sum(&finding->estimate, &pile->estimate);
    finding_device_add(finding, account->device, pile->objects, pile->bytes);
    finding->times = finding->iterations = estimate_number(finding->estimate.objects);
    finding->iterations_keeping = finding->objects;
    finding->objects_per_iteration = (double)finding->objects / finding->estimate.objects;
    finding->bytes_per_iteration = (double)finding->bytes / finding->estimate.objects;
    finding->around = pile->key.scope_site;
    finding_place_add(finding, "first seen at", finding->cause);
    finding_place_add(finding, "registered at", sites_place(&process->sites, pile->registered));
    finding_place_add(finding, "piles up in the scope entered at", sites_place(&process->sites, pile->key.scope_site));
}

void findings_of_growth(struct findings *findings, const struct process *process)
{
    for (size_t i = 0; i < process->leaks.groups.count; i++) {
        killed_take(findings, process->leaks.groups.entries[i], process);
    }
    for (size_t i = 0; i < process->growth.piles.count; i++) {
        pile_take(findings, process->growth.piles.entries[i], process);
    }
}
