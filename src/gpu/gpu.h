/* SPDX-License-Identifier: MIT */
/* cupti=1: what CUPTI sees of the process's devices goes into the trace. */
#ifndef TLSCOPE_GPU_GPU_H
#define TLSCOPE_GPU_GPU_H

/* Opens the plugin and starts it. Where that cannot be, says why on stderr, and the program goes on without. Takes the
 * loader's lock: not to be called under one of our own. */
void gpu_start(void);

/* At the end of the process: the last events. */
void gpu_end(void);

#endif
