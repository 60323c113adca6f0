/* SPDX-License-Identifier: MIT */
/* The user's browser. */
#ifndef TLSCOPE_CLI_BROWSER_H
#define TLSCOPE_CLI_BROWSER_H

#include <stdbool.h>

/* True when there is a display that a browser could be opened on. */
bool browser_has_display(void);

/* Opens a file or an address, and does not wait. False, after a message, when xdg-open cannot be run. */
bool browser_open(const char *target);

#endif
