/* SPDX-License-Identifier: MIT */
/* Findings made of what leaked, a cause each. */
#include "process.h"
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
    [VERDICT_IN_LOST_VECTOR] = FINDING_CODE_IN_LOST_VECTOR,
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
    cause->finding->size_unknown += group->size_unknown;
    if (group->key.inside != 0 && cause->finding->objects > 0) {
        finding_inside_add(cause->finding, group->largest.account->device, group->objects, group->bytes);
        estimate_sum_bytes(&cause->finding->estimate, &group->estimate);
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
