/* SPDX-License-Identifier: MIT */
/* What a killed process or a full disk left in the buffers, made readable. */
#ifndef TLSCOPE_RECORD_RECOVER_H
#define TLSCOPE_RECORD_RECOVER_H

#include <stdbool.h>

/*
 * After the session was stopped and before its daemon ends: reads what LTTng has not delivered from the buffers in
 * `memory` into the new folder `extracted`. The tool's output is appended to the file `log`. False when it cannot.
 */
bool recover_extract(const char *memory, const char *extracted, const char *log);

/*
 * The same into trace/recovered, where LTTng could not deliver what stands behind an event that a killed process did
 * not finish, or was killed itself. Metadata that it has not begun is filled in. True when there was any; else the
 * folder is not made.
 */
bool recover_buffers(const char *memory, const char *trace, const char *log);

/*
 * After a full disk: LTTng writes a trace's metadata last, so this copies it from what recover_extract made. False
 * when it cannot. Partial packets stay as they are.
 */
bool recover_metadata(const char *trace, const char *extracted);

#endif
