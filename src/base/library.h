/* SPDX-License-Identifier: MIT */
/* tlscope's own optional libraries, opened when they are needed. */
#ifndef TLSCOPE_BASE_LIBRARY_H
#define TLSCOPE_BASE_LIBRARY_H

/* Opens the library of that file name: the one in the folder of the file that holds this code, else in the folder that
 * TLSCOPE_LIBRARY_DIR names, else where the loader looks. NULL: dlerror() says why. Never unloaded. Takes the loader's
 * lock: not to be called under one of our own. */
void *library_open(const char *name);

#endif
