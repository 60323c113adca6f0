/* SPDX-License-Identifier: MIT */
/*
 * Keeps what names JIT code while the process still has it, in the folder that the environment variable TLSCOPE_JIT_DIR
 * names; without that, does nothing. Reports find function, file and line there.
 */
#ifndef TLSCOPE_JIT_JIT_H
#define TLSCOPE_JIT_JIT_H

/* Called when code was met that is in no module: keeps every object registered since. Takes the loader's lock. */
void jit_met_code(void);

/* The same for a forked child, which begins a collection of its own. */
void jit_met_code_in_child(void);

/* The last chance, at the end of a process; does nothing where no such code was met. */
void jit_end(void);

#endif
