/* SPDX-License-Identifier: MIT */
/* What all formats tell. */
#include "outputs.h"

size_t outputs_gone(const struct gate *gate)
{
    size_t gone = 0;
    for (size_t i = 0; i < gate->baseline.count; i++) {
        gone += !gate->baseline.entries[i].found;
    }
    return gone;
}

bool outputs_unused(const struct suppression *suppression)
{
    return suppression->findings == 0;
}
