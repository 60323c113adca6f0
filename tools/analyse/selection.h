/* SPDX-License-Identifier: MIT */
/* Which objects a trace tells of, where it does not tell of all, and what those stand for. */
#ifndef TLSCOPE_ANALYSE_SELECTION_H
#define TLSCOPE_ANALYSE_SELECTION_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "names.h"
#include "object.h"
#include "trace.h"

struct selection {
    bool told;                      /* the trace tells of some objects only */
    bool counted;                   /* `counts` were told */
    struct tl_event_selection rule; /* its text is kept in the process's names */
    struct tl_event_selected counts;
};

void selection_event(struct selection *selection, const struct trace_event *event, struct names *names);

/* Whether objects are sampled: what is counted of them stands for more. */
bool selection_samples(const struct selection *selection);

/* Sums over all objects, made from those that were sampled (Horvitz and Thompson's estimator). */
struct estimate {
    double objects;
    double bytes;
    double objects_variance;
    double bytes_variance;
};

/* Adds what one object stands for: itself where nothing is sampled. */
void estimate_add(struct estimate *estimate, const struct selection *selection, const struct facts *facts);

void estimate_sum(struct estimate *estimate, const struct estimate *other);
/* Of objects that stand in others, which alone are counted. */
void estimate_sum_bytes(struct estimate *estimate, const struct estimate *other);

/* Nineteen of twenty estimates are nearer than this to what is true. That of objects is rough, and not to be told,
 * where they are sampled by their bytes: small ones are all but never seen then. */
double estimate_objects_error(const struct estimate *estimate);
double estimate_bytes_error(const struct estimate *estimate);

/* As a whole number. */
uint64_t estimate_number(double estimate);

/* {"objects", "objects_error", "objects_rough", "bytes", "bytes_error"}, or null where nothing is sampled; the
 * caller's. */
cJSON *estimate_json(const struct estimate *estimate, const struct selection *selection);

#endif
