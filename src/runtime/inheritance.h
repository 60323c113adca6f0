/* SPDX-License-Identifier: MIT */
/* What a forked child has from its parent. */
#ifndef TLSCOPE_RUNTIME_INHERITANCE_H
#define TLSCOPE_RUNTIME_INHERITANCE_H

#include <stdint.h>

/* Takes the scopes over and tells the trace of every site, scope, frame, object, record and buffer that is there now.
 */
void inheritance_tell(void);

/* The number of the last object made before the fork; 0 in a process that was not forked. */
uint64_t inheritance_objects(void);

/* Scope depth and frames that were there then; 1 and 0 likewise. */
uint32_t inheritance_depth(void);
uint32_t inheritance_frames(void);

#endif
