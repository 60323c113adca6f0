/* SPDX-License-Identifier: MIT */
/*
 * Who counts what is alive is told here of each object that begins to be alive, or ceases to be: by its death, or by
 * going into the pool.
 */
#ifndef TLSCOPE_MANAGER_POPULATION_H
#define TLSCOPE_MANAGER_POPULATION_H

#include <stdbool.h>

#include "base/paths.h"
#include "table/objects.h"

/* Whether anybody counts; settled at start. */
extern bool population_counted;

/* Once the options are read. */
void population_start(void);

enum population_change {
    POPULATION_BIRTH,
    POPULATION_DEATH,
    POPULATION_UNDONE, /* as if it had not been born: it will be again, as something else */
};

APART void population_change(const struct object *object, enum population_change change);

/* Before its state changes. */
static inline void population_end(const struct object *object)
{
    if (population_counted)
        population_change(object, POPULATION_DEATH);
}

/* Before its kind, name or size changes; population_begin is due after. */
static inline void population_undo(const struct object *object)
{
    if (population_counted)
        population_change(object, POPULATION_UNDONE);
}

/* Once all is known of it. */
static inline void population_begin(const struct object *object)
{
    if (population_counted)
        population_change(object, POPULATION_BIRTH);
}

/* A manager is gone, and with it all that it had. */
void population_end_all(const struct objects *objects);

#endif
