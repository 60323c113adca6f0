/* SPDX-License-Identifier: MIT */
/* How a process was recorded where less was recorded than all, and what its report can no longer tell. */
#ifndef TLSCOPE_ANALYSE_RECORDING_H
#define TLSCOPE_ANALYSE_RECORDING_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

#include "report.h"

struct process;

enum { RECORDING_SENTENCES = 16, RECORDING_SENTENCE_BYTES = REPORT_LIMIT_BYTES };

struct recording_limits {
    size_t count;
    char sentences[RECORDING_SENTENCES][RECORDING_SENTENCE_BYTES]; /* without a full stop */
};

/* What cannot be told of the process for the way it was recorded; none where it was recorded whole. */
struct recording_limits recording_limits(const struct process *process);

/* Whether scopes of one place alone were asked for, and none was entered there that let anything pass: that sentence.
 */
bool recording_scope_missed(const struct process *process, char sentence[RECORDING_SENTENCE_BYTES]);

/* Whether the rule of the recording let no object of the process pass: of objects nothing is known then. */
bool recording_none_looked_at(const struct process *process);

/* Says so, and which options of `tlscope record` to change, without a full stop. */
void recording_none_write(const struct process *process, char text[RECORDING_SENTENCE_BYTES]);

/* Whether objects may be alive, or may have leaked, of which the trace no longer tells, or not yet: counts are the
 * least. */
bool recording_tells_in_part(const struct process *process);

/* The report's section; the caller's. */
cJSON *json_recording(const struct process *process);

#endif
