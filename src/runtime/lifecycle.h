/* SPDX-License-Identifier: MIT */
/* The runtime's beginning and end in a process, and what a forked child must tell. */
#ifndef TLSCOPE_RUNTIME_LIFECYCLE_H
#define TLSCOPE_RUNTIME_LIFECYCLE_H

/* In a forked child, at its first call: a process_start of its own and the state it inherited. */
void lifecycle_tell_inheritance(void);

#endif
