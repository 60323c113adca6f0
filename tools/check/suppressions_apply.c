/* SPDX-License-Identifier: MIT */
/* Which findings a suppression fits. */
#include <string.h>

#include "pattern.h"
#include "suppressions.h"

/* Whether a place tells of the scope: where it was entered, or left open. */
static bool tells_of_scope(const struct checked_finding *finding, const struct checked_place *place)
{
    return strstr(place->role, "scope") || strstr(place->role, "entered") || strstr(place->role, "left open") ||
           (finding->category == CATEGORY_SCOPE && place->role[0] == '\0');
}

static bool place_fits(const struct checked_finding *finding, const struct checked_place *place,
                       const struct condition *condition)
{
    switch (condition->subject) {
    case SUBJECT_FUNCTION:
        return pattern_matches(condition->pattern, place->function);
    case SUBJECT_FILE:
        return pattern_matches(condition->pattern, place->file);
    case SUBJECT_SCOPE:
        return tells_of_scope(finding, place) && pattern_matches(condition->pattern, place->text);
    case SUBJECT_ANY:
        return pattern_matches(condition->pattern, place->function) ||
               pattern_matches(condition->pattern, place->file) || pattern_matches(condition->pattern, place->text);
    default:
        return false;
    }
}

static bool any_place_fits(const struct checked_finding *finding, const struct condition *condition)
{
    for (size_t i = 0; i < finding->place_count; i++) {
        if (place_fits(finding, &finding->places[i], condition)) {
            return true;
        }
    }
    return false;
}

static bool condition_fits(const struct checked_finding *finding, const struct condition *condition)
{
    switch (condition->subject) {
    case SUBJECT_NAME:
        return pattern_matches(condition->pattern, finding->name);
    case SUBJECT_KIND:
        return pattern_matches(condition->pattern, finding->kind);
    case SUBJECT_CODE:
        return pattern_matches(condition->pattern, finding->code);
    case SUBJECT_ANY:
        return pattern_matches(condition->pattern, finding->name) ||
               pattern_matches(condition->pattern, finding->kind) ||
               pattern_matches(condition->pattern, finding->code) || any_place_fits(finding, condition);
    default:
        return any_place_fits(finding, condition);
    }
}

static bool suppression_fits(const struct suppression *suppression, const struct checked_finding *finding)
{
    if (suppression->category != CATEGORY_COUNT && suppression->category != finding->category) {
        return false;
    }
    for (size_t i = 0; i < suppression->condition_count; i++) {
        if (!condition_fits(finding, &suppression->conditions[i])) {
            return false;
        }
    }
    return true;
}

void suppressions_apply(const struct suppressions *suppressions, const struct checked *checked)
{
    for (size_t i = 0; i < suppressions->count; i++) {
        struct suppression *suppression = &suppressions->items[i];
        for (size_t j = 0; j < checked->count; j++) {
            struct checked_finding *finding = &checked->items[j];
            if (suppression_fits(suppression, finding)) {
                suppression->findings++;
                finding->status = STATUS_SUPPRESSED;
                finding->suppression = finding->suppression ? finding->suppression : suppression;
            }
        }
    }
}
