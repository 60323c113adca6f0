/* SPDX-License-Identifier: MIT */
/* The viewer's files: the one entry for commands. viz/FORMAT.md describes the data in them. */
#ifndef TLSCOPE_VIEW_H
#define TLSCOPE_VIEW_H

#include "report.h"

struct cJSON;

enum view_format {
    VIEW_HTML,   /* the page with the data in it */
    VIEW_TLVIEW, /* the data alone */
};

/* A view of a trace in the making. */
struct view;

/* To be given to view_free, before the report it was made of is freed. */
struct view *view_new(void);
void view_free(struct view *view);

/* For the options of report_read_with: the view has to see what happens while the trace is read. */
const struct observer *view_observer(const struct view *view);

/* Once the trace is read: writes all that is known of it. False when it cannot be written; errno says why. */
bool view_write(struct view *view, const struct report *report, enum view_format format, FILE *file);

/* Writes what a report that was made before tells, which is left as print_text leaves trees. Likewise. */
bool view_write_report(struct cJSON *report, enum view_format format, FILE *file);

/* True when the page was built into this tlscope. */
bool view_has_page(void);

/* Writes the page with a link to the data in place of it, for browsers that get both from a server. Likewise. */
bool view_write_linked_page(FILE *file, const char *link);

#endif
