/* SPDX-License-Identifier: MIT */
/* The table for people: a line a check, and below what is not well what that means and how to fix it. */
#include <string.h>

#include "colour.h"
#include "doctor.h"

enum { STATE_WIDTH = 7, NAME_WIDTH = 17 };

static const char *colour_of(const struct doctor_outcome *outcome, const struct doctor_check *check,
                             const struct colours *colours)
{
    if (outcome->state == DOCTOR_OK) {
        return colours->good;
    }
    return outcome->state == DOCTOR_MISSING && check->needed != 0 ? colours->error : colours->warning;
}

static void write_row(const struct doctor_check *check, const struct doctor_outcome *outcome, FILE *file,
                      const struct colours *colours)
{
    fprintf(file, "  %s%-*s%s  %-*s  %s\n", colour_of(outcome, check, colours), STATE_WIDTH,
            doctor_state_name(outcome->state), colours->off, NAME_WIDTH, check->name, outcome->found);
    if (outcome->state != DOCTOR_OK) {
        fprintf(file, "  %*s  what it means:     %s\n", STATE_WIDTH, "", check->means);
        fprintf(file, "  %*s  how to fix:        %s\n", STATE_WIDTH, "", outcome->fix);
    }
}

static void write_verdict(const struct doctor *doctor, FILE *file, const struct colours *colours)
{
    fputs("\n", file);
    for (unsigned feature = 0; feature < DOCTOR_FEATURE_COUNT; feature++) {
        const bool works = doctor->works[feature];
        fprintf(file, "%s%s: %s%s%s", feature > 0 ? ", " : "", doctor_feature_name(feature),
                works ? colours->good : colours->error, works ? "works" : "does not work", colours->off);
    }
    fputs("\n", file);
}

bool doctor_write_text(const struct doctor *doctor, FILE *file, bool coloured)
{
    const struct colours *colours = colours_of(coloured);
    const char *area = "";
    for (size_t i = 0; doctor_checks[i].name != NULL; i++) {
        const struct doctor_check *check = &doctor_checks[i];
        if (strcmp(area, check->area) != 0) {
            fprintf(file, "%s%s%s%s\n", i > 0 ? "\n" : "", colours->strong, check->area, colours->off);
            area = check->area;
        }
        write_row(check, &doctor->outcomes[i], file, colours);
    }
    write_verdict(doctor, file, colours);
    return ferror(file) == 0;
}
