/* SPDX-License-Identifier: MIT */
#include "selection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

/* "loop.c:7", as it was asked for: in the options of the runtime it is "loop.c@7". */
static const char *site_kept(struct names *names, const char *told)
{
    char *text = memory_copy(told);
    char *at = strrchr(text, '@');
    if (at) {
        *at = ':';
    }
    const char *kept = names_keep(names, text);
    free(text);
    return kept;
}

void selection_event(struct selection *selection, const struct trace_event *event, struct names *names)
{
    if (event->id == TL_EVENT_selection) {
        selection->told = true;
        selection->rule = event->as.selection;
        selection->rule.scope_site = site_kept(names, event->as.selection.scope_site);
    } else if (event->id == TL_EVENT_selected) {
        selection->counted = true;
        selection->counts = event->as.selected;
    }
}

bool selection_samples(const struct selection *selection)
{
    return selection->told && selection->rule.one_of > 1;
}

/* How many objects one stands for: the reciprocal of its chance. */
static double weight_of(const struct selection *selection, const struct facts *facts)
{
    const double one_of = (double)selection->rule.one_of;
    const double size = facts->bytes != 0 ? (double)facts->bytes : TL_SAMPLE_UNKNOWN_BYTES;
    const double weight = !selection_samples(selection) ? 1 : selection->rule.by_bytes != 0 ? one_of / size : one_of;
    return weight > 1 ? weight : 1;
}

void estimate_add(struct estimate *estimate, const struct selection *selection, const struct facts *facts)
{
    const double weight = weight_of(selection, facts);
    estimate->objects += weight;
    estimate->bytes += weight * (double)facts->bytes;
    estimate->objects_variance += weight * (weight - 1);
    estimate->bytes_variance += weight * (weight - 1) * (double)facts->bytes * (double)facts->bytes;
}

void estimate_sum_bytes(struct estimate *estimate, const struct estimate *other)
{
    estimate->bytes += other->bytes;
    estimate->bytes_variance += other->bytes_variance;
}

void estimate_sum(struct estimate *estimate, const struct estimate *other)
{
    estimate->objects += other->objects;
    estimate->objects_variance += other->objects_variance;
    estimate_sum_bytes(estimate, other);
}

double estimate_objects_error(const struct estimate *estimate)
{
    return 1.96 * sqrt(estimate->objects_variance);
}

double estimate_bytes_error(const struct estimate *estimate)
{
    return 1.96 * sqrt(estimate->bytes_variance);
}

uint64_t estimate_number(double estimate)
{
    return (uint64_t)(estimate + 0.5);
}

/* `known`: else null. */
static void number_add(cJSON *item, const char *name, double number, bool known)
{
    if (known) {
        cJSON_AddNumberToObject(item, name, (double)estimate_number(number));
    } else {
        cJSON_AddNullToObject(item, name);
    }
}

cJSON *estimate_json(const struct estimate *estimate, const struct selection *selection)
{
    if (!selection_samples(selection)) {
        return cJSON_CreateNull();
    }
    cJSON *item = cJSON_CreateObject();
    const bool counts = selection->rule.by_bytes == 0;
    number_add(item, "objects", estimate->objects, counts);
    number_add(item, "objects_error", estimate_objects_error(estimate), counts);
    if (!counts) {
        number_add(item, "objects_rough", estimate->objects, true);
    }
    number_add(item, "bytes", estimate->bytes, true);
    number_add(item, "bytes_error", estimate_bytes_error(estimate), true);
    return item;
}
