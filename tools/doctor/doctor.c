/* SPDX-License-Identifier: MIT */
#include "doctor.h"

#include <stdlib.h>

#include "memory.h"
#include "outcome.h"

#define WITHOUT(feature) (1U << DOCTOR_##feature)

const struct doctor_check doctor_checks[] = {
#define CHECK(function, area, name, needed, means) {area, name, needed, means, check_##function},
#include "checks.def"
#undef CHECK
    {NULL, NULL, 0, NULL, NULL},
};

enum { CHECKS = sizeof(doctor_checks) / sizeof(*doctor_checks) - 1 };

const char *doctor_feature_name(enum doctor_feature feature)
{
#define DOCTOR_FEATURE(id, name) name,
    static const char *const names[] = {DOCTOR_FEATURES(DOCTOR_FEATURE)};
#undef DOCTOR_FEATURE
    return names[feature];
}

const char *doctor_state_name(enum doctor_state state)
{
    static const char *const names[] = {"ok", "warning", "missing"};
    return names[state];
}

void doctor_examine(struct doctor *doctor)
{
    unsigned broken = 0;
    doctor->outcomes = memory_new(CHECKS * sizeof(*doctor->outcomes));
    for (size_t i = 0; i < CHECKS; i++) {
        doctor_checks[i].look(&doctor->outcomes[i]);
        broken |= doctor->outcomes[i].state == DOCTOR_MISSING ? doctor_checks[i].needed : 0;
    }
    for (unsigned feature = 0; feature < DOCTOR_FEATURE_COUNT; feature++) {
        doctor->works[feature] = (broken & (1U << feature)) == 0;
    }
}

void doctor_clear(struct doctor *doctor)
{
    free(doctor->outcomes);
}

bool doctor_essentials_work(const struct doctor *doctor)
{
    return doctor->works[DOCTOR_RECORD] && doctor->works[DOCTOR_REPORT] && doctor->works[DOCTOR_MEMCHECK];
}
