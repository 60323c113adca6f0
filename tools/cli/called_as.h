/* SPDX-License-Identifier: MIT */
/* The tool's own name in commands that a message proposes: they can be pasted where the tool is not on the PATH, too.
 */
#ifndef TLSCOPE_CLI_CALLED_AS_H
#define TLSCOPE_CLI_CALLED_AS_H

/* Takes the first word of the command line. */
void called_as_set(const char *typed);

/* That word, as a shell takes it, where it is a path; else "tlscope". */
const char *called_as(void);

#endif
