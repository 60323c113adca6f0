/* SPDX-License-Identifier: MIT */
/* A finding made of what the process's memory is made of: it grew, and not by what the manager counts. */
#include "analysis.h"

static enum finding_code code_of(enum footprint_part part)
{
    return part == FOOTPRINT_MALLOC   ? FINDING_CODE_GREW_OUTSIDE_TL
           : part == FOOTPRINT_UNUSED ? FINDING_CODE_GREW_FREE
                                      : FINDING_CODE_GREW_OUTSIDE_MALLOC;
}

void findings_of_footprint(struct findings *findings, const struct process *process)
{
    const struct footprint_sample *from = footprint_grows_from(&process->footprint);
    const struct footprint_sample *to = &process->footprint.peak;
    /* What is not told of would seem to be outside TL. */
    if (!from || process->selection.told || process->past.cut) {
        return;
    }
    struct finding *finding = findings_add(findings, code_of(footprint_main_part(from, to)));
    finding->confidence = to->counted ? FINDING_LIKELY : FINDING_POSSIBLE;
    finding->bytes = (uint64_t)footprint_growth_outside(from, to);
}
