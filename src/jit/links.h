/* SPDX-License-Identifier: MIT */
/* Files that a JIT compiler writes by itself: perf's map of names, and jitdump. */
#ifndef TLSCOPE_JIT_LINKS_H
#define TLSCOPE_JIT_LINKS_H

/* Links /tmp/perf-PID.map, which may not be there yet, and each jit-PID.dump that the process has mapped into FOLDER.
 * `tlscope record` makes copies of what is linked when the process has ended. */
void links_keep(const char *folder);

#endif
