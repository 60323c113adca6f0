/* SPDX-License-Identifier: MIT */
/* What the numbers in columns mean, and which processes there are; texts of JSON, for free(). */
#ifndef TLSCOPE_VIEW_VALUE_TEXTS_H
#define TLSCOPE_VIEW_VALUE_TEXTS_H

#include "device_names.h"
#include "site_rows.h"

/* The words for kinds, fates and so on, by number. */
char *value_texts_json(const struct device_names *devices);

/* The processes, in the order by which columns number them. */
char *processes_json(const struct analysis *analysis, const struct site_rows *sites);

#endif
