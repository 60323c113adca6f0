/* SPDX-License-Identifier: MIT */
/* --process, of commands that take one process of a trace. */
#ifndef TLSCOPE_CLI_PROCESS_OPTION_H
#define TLSCOPE_CLI_PROCESS_OPTION_H

#include "cli.h"
#include "process_list.h"

/* Reads PID, or PID:N for the Nth program that ran under that id. False, after a message, when it is neither. */
bool process_option_set(struct process_wish *wish, const struct cli_usage *usage, const char *text);

/* Whether the list has what is asked for; says what it has where not. */
bool process_option_fits(const struct process_list *list, const struct process_wish *wish);

/* Ends a line on stderr that says which process was chosen: which others could be, where there are any. */
void process_option_tell_others(const struct process_list *list, const struct process_wish *wish);

#endif
