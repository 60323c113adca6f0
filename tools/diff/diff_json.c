/* SPDX-License-Identifier: MIT */
/* The diff as JSON; diff.schema.json says what every member means. */
#include "diff.h"
#include "print.h"

static const char *const side_names[SIDES] = {"a", "b"};

static void pair_add(cJSON *object, const char *name, double before, double after)
{
    cJSON *pair = cJSON_AddObjectToObject(object, name);
    cJSON_AddNumberToObject(pair, side_names[SIDE_A], before);
    cJSON_AddNumberToObject(pair, side_names[SIDE_B], after);
}

static void estimates_add(cJSON *object, const char *name, const struct estimated *before,
                          const struct estimated *after)
{
    cJSON *pair = cJSON_AddObjectToObject(object, name);
    cJSON_AddItemToObject(pair, side_names[SIDE_A], estimated_json(before));
    cJSON_AddItemToObject(pair, side_names[SIDE_B], estimated_json(after));
}

static void count_add(cJSON *object, const struct diff_count *count)
{
    cJSON *pair = cJSON_AddObjectToObject(object, count->name);
    for (unsigned side = 0; side < SIDES; side++) {
        cJSON_AddItemToObject(pair, side_names[side],
                              count->unknown[side] ? cJSON_CreateNull()
                                                   : cJSON_CreateNumber((double)count->sides[side]));
    }
}

static void side_add(cJSON *root, const struct diff *diff, unsigned side)
{
    const struct merged *merged = diff->sides[side];
    cJSON *object = cJSON_AddObjectToObject(root, side_names[side]);
    cJSON_AddStringToObject(object, "path", diff->paths[side]);
    cJSON_AddStringToObject(object, "read", merged->trace.whole ? "whole" : "partly");
    cJSON_AddNumberToObject(object, "events_lost", (double)merged->trace.events_lost);
    cJSON_AddNumberToObject(object, "packets_lost", (double)merged->trace.packets_lost);
    cJSON_AddNumberToObject(object, "processes", (double)merged->process_count);
    cJSON_AddNumberToObject(object, "sampled_processes", (double)merged_sampled(merged));
}

static void amounts_add(cJSON *json, const struct diff_finding *finding)
{
    static const struct merged_finding none;
    const struct merged_finding *before = finding->sides[SIDE_A] ? finding->sides[SIDE_A] : &none;
    const struct merged_finding *after = finding->sides[SIDE_B] ? finding->sides[SIDE_B] : &none;
    pair_add(json, "objects", (double)merged_objects(before), (double)merged_objects(after));
    pair_add(json, "bytes", (double)before->total.bytes, (double)after->total.bytes);
    const struct estimated estimates[SIDES] = {merged_estimated(before), merged_estimated(after)};
    estimates_add(json, "estimated", &estimates[SIDE_A], &estimates[SIDE_B]);
    pair_add(json, "times", (double)before->total.times, (double)after->total.times);
    pair_add(json, "processes", (double)before->processes, (double)after->processes);
    if (finding->shown->grows) {
        pair_add(json, "bytes_per_iteration", before->bytes_per_iteration, after->bytes_per_iteration);
        pair_add(json, "objects_per_iteration", before->objects_per_iteration, after->objects_per_iteration);
    }
}

static cJSON *finding_json(const struct diff_finding *finding)
{
    cJSON *json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "change", change_name(finding->change));
    cJSON_AddStringToObject(json, "key", finding->shown->key);
    merged_detail_add(json, finding->shown, "category");
    merged_detail_add(json, finding->shown, "code");
    cJSON_AddStringToObject(json, "severity", merged_severities[finding->shown->severity]);
    cJSON_AddStringToObject(json, "confidence", merged_confidences[finding->shown->confidence]);
    amounts_add(json, finding);
    merged_detail_add(json, finding->shown, "sentence");
    merged_detail_add(json, finding->shown, "fix");
    merged_detail_add(json, finding->shown, "kind");
    merged_detail_add(json, finding->shown, "name");
    merged_detail_add(json, finding->shown, "cause");
    return json;
}

static void programs_add(cJSON *root, const struct diff *diff)
{
    cJSON *array = cJSON_AddArrayToObject(root, "programs");
    for (size_t i = 0; i < diff->program_count; i++) {
        const struct diff_program *program = &diff->programs[i];
        cJSON *json = cJSON_CreateObject();
        cJSON_AddStringToObject(json, "program", program->name);
        count_add(json, &program->processes);
        count_add(json, &program->peak_bytes);
        count_add(json, &program->peak_objects);
        cJSON_AddItemToArray(array, json);
    }
}

static void devices_add(cJSON *root, const struct diff *diff)
{
    cJSON *devices = cJSON_AddObjectToObject(root, "devices");
    for (size_t i = 0; i < diff->device_count; i++) {
        cJSON *json = cJSON_AddObjectToObject(devices, diff->devices[i].name);
        for (size_t j = 0; j < DIFF_DEVICE_COUNTS; j++) {
            count_add(json, &diff->devices[i].counts[j]);
        }
    }
}

static cJSON *tree_of(const struct diff *diff)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "document", "tlscope-diff");
    cJSON_AddNumberToObject(root, "document_version", DIFF_DOCUMENT_VERSION);
    cJSON_AddBoolToObject(root, "worse", diff->worse);
    cJSON_AddBoolToObject(root, "whole", diff->whole);
    side_add(root, diff, SIDE_A);
    side_add(root, diff, SIDE_B);
    cJSON *changes = cJSON_AddObjectToObject(root, "changes");
    for (unsigned i = 0; i < CHANGES; i++) {
        cJSON_AddNumberToObject(changes, change_name(i), (double)diff->changes[i]);
    }
    cJSON *totals = cJSON_AddObjectToObject(root, "totals");
    for (size_t i = 0; i < DIFF_TOTALS; i++) {
        count_add(totals, &diff->totals[i]);
    }
    const struct estimated leaks[SIDES] = {merged_leaks(diff->sides[SIDE_A]), merged_leaks(diff->sides[SIDE_B])};
    estimates_add(root, "estimated_leaks", &leaks[SIDE_A], &leaks[SIDE_B]);
    devices_add(root, diff);
    programs_add(root, diff);
    cJSON *findings = cJSON_AddArrayToObject(root, "findings");
    for (size_t i = 0; i < diff->count; i++) {
        cJSON_AddItemToArray(findings, finding_json(&diff->findings[i]));
    }
    return root;
}

bool diff_write_json(const struct diff *diff, FILE *file)
{
    return print_write(tree_of(diff), file);
}
