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

/* The part of the finding that is new, of an amount of all of it. */
static double new_part(double amount, uint64_t fresh, uint64_t all)
{
    return all > 0 && fresh < all ? amount * (double)fresh / (double)all : amount;
}

/* The finding's objects that are on devices chosen, and those that they hold. */
static double objects_on(const struct gate *gate, const struct checked_finding *finding, bool limited_alone)
{
    double objects = 0;
    const cJSON *on;
    cJSON_ArrayForEach(on, cJSON_GetObjectItemCaseSensitive(finding->json, "by_device"))
    {
        const bool limited = on->string && thresholds_of_device(&gate->thresholds, on->string);
        objects += limited || !limited_alone ? member_number(on, "objects") : 0;
    }
    return objects;
}

/* That the finding's objects hold, of `objects` of it are those alone: as many as their part of the new bytes. */
static double objects_inside(const struct gate *gate, const struct checked_finding *finding)
{
    const double inside = objects_on(gate, finding, false) - member_number(finding->json, "objects");
    return inside > 0 ? ceil(new_part(inside, finding->new_bytes, finding->bytes)) : 0;
}

/* Where known ones grew in bytes alone, at least one object is not the one that is known. */
static double new_objects(const struct gate *gate, const struct checked_finding *finding)
{
    const double objects = (double)finding->new_count + objects_inside(gate, finding);
    return objects > 0 ? objects : 1;
}

/* What is on a device with a limit of its own is that one's. */
static void measure_leak(struct gate *gate, const struct checked_finding *finding)
{
    double objects = new_objects(gate, finding);
    double bytes = (double)finding->new_bytes;
    const cJSON *on;
    cJSON_ArrayForEach(on, cJSON_GetObjectItemCaseSensitive(finding->json, "by_device"))
    {
        const struct device_limit *limit = on->string ? thresholds_of_device(&gate->thresholds, on->string) : NULL;
        if (limit) {
            const double part = new_part(member_number(on, "bytes"), finding->new_bytes, finding->bytes);
            gate->devices[limit - gate->thresholds.devices].found += part;
            bytes -= part;
            objects -= new_part(member_number(on, "objects"), finding->new_count, finding->objects);
        }
    }
    gate->measures[MEASURE_LEAKS].found += objects > 0 ? objects : 0;
    gate->measures[MEASURE_LEAKED_BYTES].found += bytes > 0 ? bytes : 0;
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
    gate->measures[MEASURE_GROWTH] =
        measure_of("growth in bytes per iteration, leaks apart", "--max-growth", &thresholds->growth);
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
    cJSON_ArrayForEach(on, cJSON_GetObjectItemCaseSensitive(finding->json, "by_device"))
    {
        const struct device_limit *limit = on->string ? thresholds_of_device(&gate->thresholds, on->string) : NULL;
        if (limit && gate->devices[limit - gate->thresholds.devices].exceeded) {
            return limit;
        }
    }
    return NULL;
}

/* Whether all that the finding is about is on devices with limits of their own. */
static bool is_on_limited_devices(const struct gate *gate, const struct checked_finding *finding)
{
    const double objects = objects_on(gate, finding, true);
    return objects > 0 && objects >= (double)finding->objects && objects >= objects_on(gate, finding, false);
}

static const char *limit_broken(const struct gate *gate, const struct checked_finding *finding)
{
    if (counts(finding, CATEGORY_GROWTH) && grows_too_much(gate, finding)) {
        return gate->measures[MEASURE_GROWTH].option;
    }
    for (size_t i = MEASURE_LEAKS; i <= MEASURE_LEAKED_BYTES; i++) {
        if (counts(finding, CATEGORY_LEAK) && gate->measures[i].exceeded && !is_on_limited_devices(gate, finding)) {
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
