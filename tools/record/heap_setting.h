/* SPDX-License-Identifier: MIT */
/* Does the user's TLSCOPE_OPTIONS, or a file that it names, ask the runtime for heap=watch? */
#ifndef TLSCOPE_RECORD_HEAP_SETTING_H
#define TLSCOPE_RECORD_HEAP_SETTING_H

#include <stdbool.h>

/* As the runtime reads it: the last one holds. `setting` may be NULL. What cannot be read is left for the runtime to
 * complain of. */
bool heap_setting_is_watch(const char *setting);

#endif
