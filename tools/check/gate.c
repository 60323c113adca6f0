/* SPDX-License-Identifier: MIT */
#include "gate.h"

#include <math.h>
#include <stdlib.h>

#include "memory.h"

static bool counts(const struct checked_finding *finding, enum category category)
{
    return finding->status == STATUS_PASSED && finding->category == category && thresholds_limit(finding);
}

static double member_number(const cJSON *object, const char *name)
{
    const cJSON *number = cJSON_GetObjectItemCaseSensitive(object, name);
    return cJSON_IsNumber(number) && number->valuedouble > 0 ? number->valuedouble : 0;
}

/* So much of an amount as the part is of the whole. */
static double share(double amount, double part, double whole)
{
    return whole > 0 && part < whole ? amount * part / whole : amount;
}

/* What of it is on each device, under the device's name; NULL: that is not told. */
static const cJSON *devices_of(const struct checked_finding *finding)
{
    return cJSON_GetObjectItemCaseSensitive(finding->json, "by_device");
}

/* All that the finding is about, as its report counts it: "objects" of it are without those that they hold. */
static double told(const struct checked_finding *finding, const char *what)
{
    double by_device = 0;
    const cJSON *on;
    cJSON_ArrayForEach(on, devices_of(finding))
    {
        by_device += member_number(on, what);
    }
    return fmax(by_device, member_number(finding->json, what));
}

/* The limit of its own that what is on a device has; NULL: none. */
static const struct device_limit *limit_of(const struct gate *gate, const cJSON *on)
{
    return on->string ? thresholds_of_device(&gate->thresholds, on->string) : NULL;
}

/* What of it is on no device with a limit of its own: as whole numbers, so that nothing is left where all is. */
static double told_elsewhere(const struct gate *gate, const struct checked_finding *finding, const char *what)
{
    double elsewhere = told(finding, what);
    const cJSON *on;
    cJSON_ArrayForEach(on, devices_of(finding))
    {
        elsewhere -= limit_of(gate, on) ? member_number(on, what) : 0;
    }
    return elsewhere;
}

/* That the finding's objects hold: as many as their part of the new bytes, and of those that sampled ones stand for. */
static double objects_inside(const struct checked_finding *finding)
{
    const double seen = member_number(finding->json, "objects");
    const double inside = told(finding, "objects") - seen;
    const double all = seen > 0 ? inside * (double)finding->objects / seen : inside;
    return ceil(share(all, (double)finding->new_bytes, (double)finding->bytes));
}

/* Where known ones grew in bytes alone, at least one object is not the one that is known. */
static double new_objects(const struct checked_finding *finding)
{
    return fmax((double)finding->new_count + objects_inside(finding), 1);
}

/* What the finding adds to the limit of objects: not what is on a device with a limit of its own. */
static double objects_elsewhere(const struct gate *gate, const struct checked_finding *finding)
{
    return ceil(share(new_objects(finding), told_elsewhere(gate, finding, "objects"), told(finding, "objects")));
}

static double bytes_elsewhere(const struct gate *gate, const struct checked_finding *finding)
{
    return ceil(share((double)finding->new_bytes, told_elsewhere(gate, finding, "bytes"), told(finding, "bytes")));
}

static void measure_leak(struct gate *gate, const struct checked_finding *finding)
{
    const cJSON *on;
    cJSON_ArrayForEach(on, devices_of(finding))
    {
        const struct device_limit *limit = limit_of(gate, on);
        if (limit) {
            gate->devices[limit - gate->thresholds.devices].found +=
                ceil(share((double)finding->new_bytes, member_number(on, "bytes"), told(finding, "bytes")));
        }
    }
    gate->measures[MEASURE_LEAKS].found += objects_elsewhere(gate, finding);
    gate->measures[MEASURE_LEAKED_BYTES].found += bytes_elsewhere(gate, finding);
    for (size_t i = MEASURE_LEAKS; i <= MEASURE_LEAKED_BYTES; i++) {
        gate->measures[i].about = gate->measures[i].about || finding->estimated;
    }
}

static void measure_findings(struct gate *gate)
{
    for (size_t i = 0; i < gate->checked.count; i++) {
        const struct checked_finding *finding = &gate->checked.items[i];
        double *growth = &gate->measures[MEASURE_GROWTH].found;
        if (counts(finding, CATEGORY_LEAK)) {
            measure_leak(gate, finding);
        } else if (counts(finding, CATEGORY_GROWTH) && finding->bytes_per_iteration > *growth) {
            *growth = finding->bytes_per_iteration;
            gate->measures[MEASURE_GROWTH].about = finding->estimated;
        }
    }
}

static struct measure measure_of(const char *what, const char *option, const struct limit *limit, bool of_bytes)
{
    return (struct measure){
        .what = what, .option = option, .of_bytes = of_bytes, .most = limit->most, .limited = limit->set};
}

static void measure(struct gate *gate)
{
    const struct thresholds *thresholds = &gate->thresholds;
    gate->measures[MEASURE_LEAKS] = measure_of("leaked objects", "--max-leaks", &thresholds->leaks, false);
    gate->measures[MEASURE_LEAKED_BYTES] =
        measure_of("leaked bytes", "--max-leaked-bytes", &thresholds->leaked_bytes, true);
    gate->measures[MEASURE_GROWTH] =
        measure_of("growth per iteration, leaks apart", "--max-growth", &thresholds->growth, true);
    gate->devices = memory_new((thresholds->device_count + 1) * sizeof(*gate->devices));
    measure_findings(gate);
    for (size_t i = 0; i < thresholds->device_count; i++) {
        gate->devices[i].exceeded = gate->devices[i].found > (double)thresholds->devices[i].most;
    }
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

/* The limit of a device that the finding helps to break; NULL: none. */
static const struct device_limit *device_limit_broken(const struct gate *gate, const struct checked_finding *finding)
{
    const cJSON *on;
    cJSON_ArrayForEach(on, devices_of(finding))
    {
        const struct device_limit *limit = limit_of(gate, on);
        if (limit && gate->devices[limit - gate->thresholds.devices].exceeded) {
            return limit;
        }
    }
    return NULL;
}

/* Whatever adds to a limit that is broken fails by it, so that none is broken where nothing fails. */
static const char *limit_broken(const struct gate *gate, const struct checked_finding *finding)
{
    if (counts(finding, CATEGORY_GROWTH) && grows_too_much(gate, finding)) {
        return gate->measures[MEASURE_GROWTH].option;
    }
    const bool is_elsewhere =
        counts(finding, CATEGORY_LEAK) && (objects_elsewhere(gate, finding) > 0 || bytes_elsewhere(gate, finding) > 0);
    for (size_t i = MEASURE_LEAKS; i <= MEASURE_LEAKED_BYTES; i++) {
        if (is_elsewhere && gate->measures[i].exceeded) {
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
    const struct device_limit *device = counts(finding, CATEGORY_LEAK) ? device_limit_broken(gate, finding) : NULL;
    finding->failed_by = device ? gate->measures[MEASURE_LEAKED_BYTES].option : limit_broken(gate, finding);
    finding->failed_on = device ? device->device : NULL;
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

void gate_free(struct gate *gate)
{
    free(gate->devices);
}
