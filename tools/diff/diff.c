/* SPDX-License-Identifier: MIT */
#include "diff.h"

#include <stdlib.h>
#include <string.h>

#include "members.h"
#include "memory.h"

enum { NOTE = 2 };

const char *change_name(enum change change)
{
#define NAME(id, name) [CHANGE_##id] = name,
    static const char *const names[] = {DIFF_CHANGES(NAME)};
#undef NAME
    return names[change];
}

static void add_finding(struct diff *diff, const struct merged_finding *before, const struct merged_finding *after,
                        uint64_t tolerance)
{
    struct diff_finding *finding = &diff->findings[diff->count++];
    *finding = (struct diff_finding){.sides = {before, after}, .shown = after ? after : before};
    finding->change = diff_compare(diff, before, after, tolerance);
    diff->changes[finding->change]++;
    bool went_up = finding->change == CHANGE_NEW || finding->change == CHANGE_GROWN;
    diff->worse = diff->worse || (went_up && finding->shown->severity < NOTE);
}

static int compare_keys(const void *left, const void *right)
{
    return strcmp((*(const struct merged_finding *const *)left)->key,
                  (*(const struct merged_finding *const *)right)->key);
}

/* The findings of a side by key; NULL ends them. For free(). */
static const struct merged_finding **sorted_by_key(const struct merged *merged)
{
    size_t count = merged->findings.count;
    const struct merged_finding **sorted = memory_new((count + 1) * sizeof(const struct merged_finding *));
    for (size_t i = 0; i < count; i++) {
        sorted[i] = &merged->findings.items[i];
    }
    qsort(sorted, count, sizeof(const struct merged_finding *), compare_keys);
    return sorted;
}

static int compare_findings(const void *left_item, const void *right_item)
{
    const struct diff_finding *left = left_item;
    const struct diff_finding *right = right_item;
    int order = (left->change > right->change) - (left->change < right->change);
    if (order == 0) {
        order = (left->shown->severity > right->shown->severity) - (left->shown->severity < right->shown->severity);
    }
    return order ? order : strcmp(left->shown->key, right->shown->key);
}

static void compare_all_findings(struct diff *diff, uint64_t tolerance)
{
    const struct merged_finding **sorted[SIDES] = {sorted_by_key(diff->sides[SIDE_A]),
                                                   sorted_by_key(diff->sides[SIDE_B])};
    const struct merged_finding **before = sorted[SIDE_A];
    const struct merged_finding **after = sorted[SIDE_B];
    size_t most = diff->sides[SIDE_A]->findings.count + diff->sides[SIDE_B]->findings.count;
    diff->findings = memory_new(most * sizeof(*diff->findings));
    while (*before || *after) {
        int order = !*before ? 1 : !*after ? -1 : compare_keys(before, after);
        add_finding(diff, order <= 0 ? *before : NULL, order >= 0 ? *after : NULL, tolerance);
        before += order <= 0;
        after += order >= 0;
    }
    free(sorted[SIDE_A]);
    free(sorted[SIDE_B]);
    qsort(diff->findings, diff->count, sizeof(*diff->findings), compare_findings);
}

static const char *without_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static struct diff_program *program_of(struct diff *diff, const char *name)
{
    for (size_t i = 0; i < diff->program_count; i++) {
        if (strcmp(diff->programs[i].name, name) == 0) {
            return &diff->programs[i];
        }
    }
    diff->programs = memory_resize(diff->programs, diff->program_count + 1, sizeof(*diff->programs));
    struct diff_program *program = &diff->programs[diff->program_count++];
    *program = (struct diff_program){name, {.name = "processes"}, {.name = "peak_bytes"}, {.name = "peak_objects"}};
    return program;
}

static void raise(uint64_t *highest, uint64_t value)
{
    *highest = value > *highest ? value : *highest;
}

/* Not known where no process of the program tells its own. */
static void add_peak(struct diff_count *peak, unsigned side, const struct merged_process *process, bool is_first)
{
    struct document_fault fault = {0};
    peak->unknown[side] = process->totals_alone && (is_first || peak->unknown[side]);
    if (!process->totals_alone) {
        raise(&peak->sides[side], member_count(process->summary, peak->name, &fault));
    }
}

static void add_process(struct diff *diff, unsigned side, const struct merged_process *process)
{
    struct diff_program *program = program_of(diff, without_folder(process->program));
    const bool is_first = program->processes.sides[side]++ == 0;
    add_peak(&program->peak_bytes, side, process, is_first);
    add_peak(&program->peak_objects, side, process, is_first);
}

static int compare_programs(const void *left, const void *right)
{
    return strcmp(((const struct diff_program *)left)->name, ((const struct diff_program *)right)->name);
}

static void compare_all_programs(struct diff *diff)
{
    for (unsigned side = 0; side < SIDES; side++) {
        for (size_t i = 0; i < diff->sides[side]->process_count; i++) {
            add_process(diff, side, diff->sides[side]->processes[i]);
        }
    }
    if (diff->program_count > 0) {
        qsort(diff->programs, diff->program_count, sizeof(*diff->programs), compare_programs);
    }
}

static void compare_totals(struct diff *diff)
{
    static const char *const names[DIFF_TOTALS] = {"leaked_objects", "leaked_bytes", "diagnostics",
                                                   "end_objects",    "end_bytes",    "events"};
    for (unsigned side = 0; side < SIDES; side++) {
        struct document_fault fault = {0};
        const cJSON *summary = diff->summaries[side];
        for (size_t i = 0; i < DIFF_TOTALS; i++) {
            diff->totals[i].name = names[i];
            diff->totals[i].sides[side] = member_count(summary, names[i], &fault);
        }
    }
}

/* 0 where that side has no such device, or does not tell. */
static void add_device_value(struct diff_count *count, const struct diff *diff, unsigned side, const char *device)
{
    const cJSON *devices = cJSON_GetObjectItemCaseSensitive(diff->summaries[side], "by_device");
    const cJSON *value =
        cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(devices, device), count->name);
    count->sides[side] = cJSON_IsNumber(value) && value->valuedouble > 0 ? (uint64_t)value->valuedouble : 0;
    count->unknown[side] = cJSON_IsNull(value);
}

static void add_device(struct diff *diff, const char *name)
{
    static const char *const names[DIFF_DEVICE_COUNTS] = {"leaked_bytes", "peak_bytes", "end_bytes"};
    struct diff_device device = {.name = name};
    bool used = false;
    for (size_t i = 0; i < diff->device_count; i++) {
        if (strcmp(diff->devices[i].name, name) == 0) {
            return;
        }
    }
    for (size_t i = 0; i < DIFF_DEVICE_COUNTS; i++) {
        device.counts[i].name = names[i];
        for (unsigned side = 0; side < SIDES; side++) {
            add_device_value(&device.counts[i], diff, side, name);
            used = used || device.counts[i].sides[side] > 0;
        }
    }
    if (used) {
        diff->devices = memory_resize(diff->devices, diff->device_count + 1, sizeof(*diff->devices));
        diff->devices[diff->device_count++] = device;
    }
}

static int compare_devices(const void *left, const void *right)
{
    return strcmp(((const struct diff_device *)left)->name, ((const struct diff_device *)right)->name);
}

static void compare_all_devices(struct diff *diff)
{
    for (unsigned side = 0; side < SIDES; side++) {
        const cJSON *device;
        cJSON_ArrayForEach(device, cJSON_GetObjectItemCaseSensitive(diff->summaries[side], "by_device"))
        {
            add_device(diff, device->string);
        }
    }
    if (diff->device_count > 0) {
        qsort(diff->devices, diff->device_count, sizeof(*diff->devices), compare_devices);
    }
    /* Where all is on the CPU, the totals are its. */
    if (diff->device_count == 1 && strcmp(diff->devices[0].name, "cpu") == 0) {
        diff->device_count = 0;
    }
}

/* The thinnest sample of each sort on a side, and whether any process left out what nobody asked for, or came to. */
static struct diff_sample sample_of(const struct merged *side)
{
    struct diff_sample sample = {.objects = 1, .bytes = 1};
    struct document_fault fault = {0};
    for (size_t i = 0; i < side->process_count; i++) {
        const struct merged_process *process = side->processes[i];
        sample.chosen = sample.chosen || process->chosen;
        sample.totals = sample.totals || process->totals_alone;
        const bool ended = strcmp(member_text(process->summary, "ended", &fault), "normally") == 0;
        sample.cut_totals = sample.cut_totals || (process->totals_alone && !ended);
        raise(process->sampled_by_bytes ? &sample.bytes : &sample.objects, process->sampled_one_of);
    }
    return sample;
}

static bool is_certain(const struct merged *side)
{
    size_t uncertain;
    return merged_is_whole(side) && !merged_uncertain(side, &uncertain);
}

struct diff *diff_new(const struct merged *const sides[SIDES], const char *const paths[SIDES], uint64_t tolerance)
{
    struct diff *diff = memory_new(sizeof(*diff));
    for (unsigned side = 0; side < SIDES; side++) {
        diff->sides[side] = sides[side];
        diff->paths[side] = paths[side];
        diff->summaries[side] = merged_summary(sides[side]);
        diff->samples[side] = sample_of(sides[side]);
    }
    diff->whole = is_certain(sides[SIDE_A]) && is_certain(sides[SIDE_B]);
    compare_all_findings(diff, tolerance);
    compare_all_programs(diff);
    compare_totals(diff);
    compare_all_devices(diff);
    return diff;
}

void diff_free(struct diff *diff)
{
    free(diff->findings);
    free(diff->programs);
    free(diff->devices);
    for (unsigned side = 0; side < SIDES; side++) {
        cJSON_Delete(diff->summaries[side]);
    }
    free(diff);
}
