/* SPDX-License-Identifier: MIT */
/* A column of places. They wait as the trace has them, since their rows are known at its end only. */
#ifndef TLSCOPE_VIEW_SITE_COLUMN_H
#define TLSCOPE_VIEW_SITE_COLUMN_H

#include "site_rows.h"

/* A zeroed one is empty. */
struct site_column {
    struct spool waiting;
};

void site_column_add(struct site_column *column, size_t process, uint32_t site);

/* Writes the rows of the places into `sites` and, with several processes, those into `processes` (TLVIEW_COLUMNS:
 * nowhere). Frees what waited. False, with errno, when not all could be kept. */
bool site_column_write(struct site_column *column, const struct site_rows *rows, struct tlview *tlview,
                       enum tlview_column sites, enum tlview_column processes);

#endif
