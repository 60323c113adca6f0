/* SPDX-License-Identifier: MIT */
/*
 * Which code the common call goes through. A dozen files work on each call of the ABI; in the functions that are WHOLE
 * the linker puts all that they call into one piece, which took a third to a half off such a call. What is not to be
 * in it says so: APART, and RARE where it is hardly ever called.
 */
#ifndef TLSCOPE_BASE_PATHS_H
#define TLSCOPE_BASE_PATHS_H

#define WHOLE __attribute__((flatten, hot))
#define APART __attribute__((noinline))
#define RARE  __attribute__((cold, noinline))

#endif
