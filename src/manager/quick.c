/* SPDX-License-Identifier: MIT */
#include "manager/population.h"
#include "manager/quick_blocks.h"

bool quick_blocks;

void quick_start(void)
{
    quick_blocks = !population_counted && runtime.options.quarantine == 0 && !checker.dhat && !checker.sanitizer;
}
