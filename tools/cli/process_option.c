/* SPDX-License-Identifier: MIT */
#include "process_option.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

bool process_option_set(struct process_wish *wish, const struct cli_usage *usage, const char *text)
{
    char *copy = memory_copy(text);
    char *turn = copy;
    const char *pid = strsep(&turn, ":");
    *wish = (struct process_wish){0};
    const bool read = cli_parse_number(pid, 1, &wish->pid) && (turn == NULL || cli_parse_number(turn, 1, &wish->turn));
    free(copy);
    if (!read) {
        cli_usage_error(usage->command, "--process takes a process id, or PID:N for the Nth program it ran, not '%s'",
                        text);
    }
    return read;
}

bool process_option_fits(const struct process_list *list, const struct process_wish *wish)
{
    if (process_list_find(list, wish) < list->count) {
        return true;
    }
    fprintf(stderr, "tlscope: no process %s in the trace; it has: ", process_id(wish->pid, wish->turn).text);
    process_list_tell(list, NULL, stderr);
    fputc('\n', stderr);
    return false;
}

void process_option_tell_others(const struct process_list *list, const struct process_wish *wish)
{
    if (process_list_fitting(list, wish) > 1) {
        fputs("; --process chooses another of: ", stderr);
        process_list_tell(list, wish, stderr);
    }
    fputc('\n', stderr);
}
