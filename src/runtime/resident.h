/* SPDX-License-Identifier: MIT */
/* How much of the machine's memory the process has, and what it is made of, told to the trace. Needs the lock. */
#ifndef TLSCOPE_RUNTIME_RESIDENT_H
#define TLSCOPE_RUNTIME_RESIDENT_H

void resident_tell(void);

/* The same, at most every resident=N milliseconds. To be called now and then. */
void resident_tell_sometimes(void);

#endif
