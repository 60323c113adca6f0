/* SPDX-License-Identifier: MIT */
/* The libraries that are built and installed with the tool. */
#ifndef TLSCOPE_RECORD_OWN_LIBRARY_H
#define TLSCOPE_RECORD_OWN_LIBRARY_H

/* The path of the one with that file name, for free(); NULL where it is not where the tool's libraries are. */
char *own_library_find(const char *name);

/* Likewise the folder that it is in. */
char *own_library_folder(const char *name);

#endif
