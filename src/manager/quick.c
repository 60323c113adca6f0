/* SPDX-License-Identifier: MIT */
#include "manager/quick.h"

#include "manager/population.h"

bool quick_blocks;

void quick_start(void)
{
    quick_blocks = !population_counted && runtime.options.quarantine == 0 && !checker.dhat && !checker.sanitizer;
}
