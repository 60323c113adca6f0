/* SPDX-License-Identifier: MIT */
#include "gate.h"

static bool counts(const struct checked_finding *finding, enum category category)
{
    return finding->status == STATUS_PASSED && finding->category == category && thresholds_limit(finding);
}

static void measure_findings(struct gate *gate)
{
    for (size_t i = 0; i < gate->checked.count; i++) {
        const struct checked_finding *finding = &gate->checked.items[i];
        double *growth = &gate->measures[MEASURE_GROWTH].found;
        if (counts(finding, CATEGORY_LEAK)) {
            gate->measures[MEASURE_LEAKS].found += (double)finding->new_count;
            gate->measures[MEASURE_LEAKED_BYTES].found += (double)finding->new_bytes;
        } else if (counts(finding, CATEGORY_GROWTH) && finding->bytes_per_iteration > *growth) {
            *growth = finding->bytes_per_iteration;
        }
    }
}

static struct measure measure_of(const char *what, const char *option, const struct limit *limit)
{
    return (struct measure){.what = what, .option = option, .most = limit->most, .limited = limit->set};
}

static void measure(struct gate *gate)
{
    const struct thresholds *thresholds = &gate->thresholds;
    gate->measures[MEASURE_LEAKS] = measure_of("leaked objects", "--max-leaks", &thresholds->leaks);
    gate->measures[MEASURE_LEAKED_BYTES] = measure_of("leaked bytes", "--max-leaked-bytes", &thresholds->leaked_bytes);
    gate->measures[MEASURE_GROWTH] = measure_of("growth in bytes per iteration", "--max-growth", &thresholds->growth);
    measure_findings(gate);
    for (size_t i = 0; i < MEASURES; i++) {
        struct measure *each = &gate->measures[i];
        each->exceeded = each->limited && each->found > (double)each->most;
    }
}

/* Growth is held against its limit loop by loop; with none allowed, growth in objects of unknown size counts, too. */
static bool grows_too_much(const struct gate *gate, const struct checked_finding *finding)
{
    const struct measure *growth = &gate->measures[MEASURE_GROWTH];
    return growth->limited && (growth->most == 0 || finding->bytes_per_iteration > (double)growth->most);
}

static const char *limit_broken(const struct gate *gate, const struct checked_finding *finding)
{
    if (counts(finding, CATEGORY_GROWTH) && grows_too_much(gate, finding)) {
        return gate->measures[MEASURE_GROWTH].option;
    }
    for (size_t i = MEASURE_LEAKS; i <= MEASURE_LEAKED_BYTES; i++) {
        if (counts(finding, CATEGORY_LEAK) && gate->measures[i].exceeded) {
            return gate->measures[i].option;
        }
    }
    return NULL;
}

static void finding_judge(const struct gate *gate, struct checked_finding *finding)
{
    if (finding->status != STATUS_PASSED) {
        return;
    }
    finding->failed_by = limit_broken(gate, finding);
    if (!finding->failed_by) {
        finding->failed_on = thresholds_met(&gate->thresholds, finding);
        finding->failed_by = finding->failed_on ? "--fail-on" : NULL;
    }
}

void gate_judge(struct gate *gate)
{
    measure(gate);
    for (size_t i = 0; i < gate->checked.count; i++) {
        struct checked_finding *finding = &gate->checked.items[i];
        finding_judge(gate, finding);
        finding->status = finding->failed_by ? STATUS_FAILED : finding->status;
        gate->by_status[finding->status]++;
        if (finding->failed_by == gate->measures[MEASURE_GROWTH].option) {
            gate->measures[MEASURE_GROWTH].exceeded = true;
        }
    }
    gate->outcome = gate->by_status[STATUS_FAILED] > 0 ? GATE_FAILED
                    : gate->checked.doubt_count > 0    ? GATE_UNCERTAIN
                                                       : GATE_CLEAN;
}

const char *gate_outcome_name(enum gate_outcome outcome)
{
    static const char *const names[] = {
        [GATE_CLEAN] = "clean", [GATE_FAILED] = "failed", [GATE_UNCERTAIN] = "uncertain"};
    return names[outcome];
}
