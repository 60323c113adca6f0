/* SPDX-License-Identifier: MIT */
/* The tables of sites, stacks and frames, over all processes. */
#ifndef TLSCOPE_VIEW_SITE_ROWS_H
#define TLSCOPE_VIEW_SITE_ROWS_H

#include "analysis.h"
#include "string_table.h"
#include "tlview.h"

/* Where the sites of each process stand in the table: site N of a process is row base + N. */
struct site_rows {
    struct site_rows_process {
        uint32_t base;
        uint32_t most; /* the highest number that has a row */
    } * processes;
    size_t count;
};

void site_rows_init(struct site_rows *places, const struct analysis *analysis);
void site_rows_free(struct site_rows *places);

/* The row of a site of a process, counted from 0; 0 for none. */
static inline uint32_t site_rows_row(const struct site_rows *places, size_t process, uint32_t site)
{
    const struct site_rows_process *sites = &places->processes[process];
    return site == 0 || site > sites->most ? 0 : sites->base + site;
}

/* Fills the tables. */
void site_rows_write(const struct site_rows *places, const struct analysis *analysis, struct strings *strings,
                     struct tlview *tlview);

#endif
