/* SPDX-License-Identifier: MIT */
/*
 * Keyframes: the state told anew every so many events, so that a trace whose beginning was overwritten, as that of a
 * flight recorder, can be followed from the first one on that it still has. With the runtime's lock held.
 */
#ifndef TLSCOPE_RUNTIME_KEYFRAME_H
#define TLSCOPE_RUNTIME_KEYFRAME_H

/* Between two calls: tells one when it is due. The next call's `context` ends it. */
void keyframe_tell_sometimes(void);

/* At the end of the process: tells all that is left, where it can be expected to fit. */
void keyframe_tell_last(void);

#endif
