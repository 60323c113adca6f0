/* SPDX-License-Identifier: MIT */
/* From CUPTI's activity records to events. */
#ifndef TLSCOPE_GPU_RECORDS_H
#define TLSCOPE_GPU_RECORDS_H

#include <cupti.h>

void records_start(void);

/* Tells of one record, of whatever kind; `shift` makes CUPTI's times those of CLOCK_MONOTONIC. One at a time. */
void records_take(const CUpti_Activity *record, int64_t shift);

#endif
