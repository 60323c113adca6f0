/* SPDX-License-Identifier: MIT */
/* The same for programs. */
#include "doctor.h"
#include "print.h"

static void add_features(cJSON *array, unsigned features)
{
    for (unsigned feature = 0; feature < DOCTOR_FEATURE_COUNT; feature++) {
        if ((features & (1U << feature)) != 0) {
            cJSON_AddItemToArray(array, cJSON_CreateString(doctor_feature_name(feature)));
        }
    }
}

static cJSON *check_json(const struct doctor_check *check, const struct doctor_outcome *outcome)
{
    cJSON *json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "area", check->area);
    cJSON_AddStringToObject(json, "name", check->name);
    cJSON_AddStringToObject(json, "state", doctor_state_name(outcome->state));
    cJSON_AddStringToObject(json, "found", outcome->found);
    cJSON_AddStringToObject(json, "means", check->means);
    cJSON_AddItemToObject(json, "fix", outcome->fix ? cJSON_CreateString(outcome->fix) : cJSON_CreateNull());
    add_features(cJSON_AddArrayToObject(json, "needed_for"), check->needed);
    return json;
}

bool doctor_write_json(const struct doctor *doctor, FILE *file)
{
    cJSON *root = cJSON_CreateObject();
    cJSON *works = cJSON_AddObjectToObject(root, "works");
    cJSON *checks = cJSON_AddArrayToObject(root, "checks");
    for (unsigned feature = 0; feature < DOCTOR_FEATURE_COUNT; feature++) {
        cJSON_AddBoolToObject(works, doctor_feature_name(feature), doctor->works[feature]);
    }
    for (size_t i = 0; doctor_checks[i].name != NULL; i++) {
        cJSON_AddItemToArray(checks, check_json(&doctor_checks[i], &doctor->outcomes[i]));
    }
    return print_write(root, file);
}
