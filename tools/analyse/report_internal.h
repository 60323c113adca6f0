/* SPDX-License-Identifier: MIT */
/* What the writers of the report share. */
#ifndef TLSCOPE_ANALYSE_REPORT_INTERNAL_H
#define TLSCOPE_ANALYSE_REPORT_INTERNAL_H

#include <cjson/cJSON.h>

#include "analysis.h"
#include "colour.h"
#include "process_list.h"
#include "report.h"
#include "site_words.h"

struct report {
    struct analysis *analysis;
    struct report_progress progress;
};

enum { SITE_TEXT_BYTES = 512, START_TEXT_BYTES = 40 };

/* A time of the trace's clock as ISO 8601 in UTC with nanoseconds; "" when the clock does not count from 1970. */
void start_text(const struct trace_result *trace, int64_t time_ns, char text[START_TEXT_BYTES]);

/* With its turn where the process ran several programs (exec). */
struct process_id report_process_id(const struct analysis *analysis, const struct process *process);

/* Members of JSON objects. Times are since the process's first event. */
void json_count(cJSON *object, const char *name, uint64_t value);
void json_time(cJSON *object, const char *name, const struct process *process, int64_t time_ns);
void json_address(cJSON *object, const char *name, uint64_t value);
void json_text_or_null(cJSON *object, const char *name, const char *text);

/* A site's place, or null for no site; the caller's. */
cJSON *json_place(const struct process *process, uint32_t site);
void json_site(cJSON *object, const char *name, const struct process *process, uint32_t site);
void json_item_site(cJSON *array, const struct process *process, uint32_t site);

/* Sections of the report on one process; each is the caller's. */
cJSON *json_findings(const struct process *process);
cJSON *json_leaks(const struct process *process, bool certain);
cJSON *json_peak(const struct process *process);
cJSON *json_lifetimes(const struct process *process);
cJSON *json_timeline(const struct process *process);
cJSON *json_scopes(const struct process *process);
cJSON *json_pool(const struct process *process);
cJSON *json_buffers(const struct process *process);
cJSON *json_calls(const struct process *process);
cJSON *json_threads(const struct process *process);
cJSON *json_diagnostics(const struct process *process);
cJSON *json_marks(const struct process *process);
cJSON *json_sites(const struct process *process);
/* null where no heap was recorded. */
cJSON *json_heap(const struct process *process);
cJSON *json_memory(const struct process *process);
/* null where CUPTI recorded nothing. */
cJSON *json_gpu(const struct process *process);
/* null where it did not run under memcheck. */
cJSON *json_memcheck(const struct process *process);

/* Adds what is known of an object. */
void json_facts(cJSON *object, const struct facts *facts);

cJSON *json_ledger_entry(const struct process *process, const struct ledger_entry *entry);

/* Adds "ledger", what was done to an object, and how many entries of it are left out. */
void json_ledger(cJSON *object, const struct process *process, const struct ledger *ledger);

/* {"frames", "end"} of a site; the caller's. */
cJSON *json_stack(const struct process *process, uint32_t site);

/* Parts of the text report on one process. `certain`: no doubt speaks against 'no leaks'. */
void text_findings(FILE *file, const struct process *process, bool certain, const struct report_style *style);
/* What is not known, and why. */
void text_doubts(FILE *file, const struct analysis *analysis, const struct process *process,
                 const struct colours *colours);
void text_totals(FILE *file, const struct process *process, const struct colours *colours);
void text_others(FILE *file, const struct process *process, const struct colours *colours);
void text_heap(FILE *file, const struct process *process, const struct colours *colours);
void text_gpu(FILE *file, const struct process *process, const struct colours *colours);
void text_footprint(FILE *file, const struct process *process, const struct colours *colours);
void text_memcheck(FILE *file, const struct process *process, const struct colours *colours);

#endif
