/* SPDX-License-Identifier: MIT */
/* How much memory the devices in use have and have left, told now and then by a thread of its own. */
#ifndef TLSCOPE_GPU_DEVICE_MEMORY_H
#define TLSCOPE_GPU_DEVICE_MEMORY_H

void device_memory_start(void);

/* Ends the thread, after it told a last time. */
void device_memory_end(void);

#endif
