/* SPDX-License-Identifier: MIT */
/* One finding as a result of SARIF. */
#ifndef TLSCOPE_CHECK_SARIF_H
#define TLSCOPE_CHECK_SARIF_H

#include "gate.h"

/* The caller's. `rule`: its index in the run's rules. */
cJSON *sarif_result(const struct gate *gate, const struct checked_finding *finding, size_t rule);

#endif
