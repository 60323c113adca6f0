/* SPDX-License-Identifier: MIT */
/*
 * Who counts what is alive is told here of each object that begins to be alive, or ceases to be: by its death, or by
 * going into the pool. A change of its kind or size is an end and a beginning.
 */
#ifndef TLSCOPE_MANAGER_POPULATION_H
#define TLSCOPE_MANAGER_POPULATION_H

#include <stdbool.h>

#include "table/objects.h"

/* Whether anybody counts; settled at start. */
extern bool population_counted;

/* Once the options are read. */
void population_start(void);

void population_change(const struct object *object, bool alive);

/* Before its state or facts change. */
static inline void population_end(const struct object *object)
{
    if (population_counted)
        population_change(object, false);
}

/* After they have. */
static inline void population_begin(const struct object *object)
{
    if (population_counted)
        population_change(object, true);
}

/* A manager is gone, and with it all that it had. */
void population_end_all(const struct objects *objects);

#endif
