/* SPDX-License-Identifier: MIT */
/* The viewer's data as a whole: its columns, and the container that they are written in (viz/FORMAT.md). */
#ifndef TLSCOPE_VIEW_TLVIEW_H
#define TLSCOPE_VIEW_TLVIEW_H

#include "column.h"
#include "sink.h"

/* Raised when a reader of the version before would misread the data. New columns do not. */
#define TLVIEW_VERSION 1

enum tlview_column {
#define COLUMN(code, name, encoding) TLVIEW_##code,
#include "columns.def"
#undef COLUMN
    TLVIEW_COLUMNS
};

struct tlview {
    struct column columns[TLVIEW_COLUMNS];
};

void tlview_init(struct tlview *tlview);
void tlview_free(struct tlview *tlview);

static inline void tlview_add(struct tlview *tlview, enum tlview_column column, uint64_t value)
{
    column_add(&tlview->columns[column], value);
}

/* Adds a text of JSON and frees it. */
void tlview_add_json(struct tlview *tlview, enum tlview_column column, char *json);

/* Writes all columns that have values, which no more can be added to then. False when not all could be kept or written;
 * errno says why. */
bool tlview_write(struct tlview *tlview, struct sink *sink);

#endif
