/* SPDX-License-Identifier: MIT */
/* What a forked child has from its parent. */
#ifndef TLSCOPE_RUNTIME_INHERITANCE_H
#define TLSCOPE_RUNTIME_INHERITANCE_H

#include <stdint.h>

struct call;

/* Takes the scopes over and tells the trace of every site, scope, frame, object, record and buffer that is there now.
 */
void inheritance_tell(struct call *call);

/* Scope depth and frames that were there then; 1 and 0 in a process that was not forked. */
uint64_t inheritance_objects(void); /* the number of the last object made before the fork; 0 without */
uint32_t inheritance_depth(void);
uint32_t inheritance_frames(void);

#endif
