/* SPDX-License-Identifier: MIT */
/* tlscope help [COMMAND]: the list of commands, or the help of one. */
#include <string.h>

#include "cli.h"

static void list_commands(void)
{
    puts("usage: tlscope COMMAND [options] ...\n\nThe memory of TL programs: record it, and report what leaked.\n");
    for (const struct cli_command *command = cli_commands; command->name != NULL; command++) {
        printf("  %-10s  %s\n", command->name, command->summary);
    }
    puts("\ntlscope help COMMAND shows the options of one; tlscope --version shows the version.");
}

int cmd_help(int argc, char **argv)
{
    if (argc < 2 || strcmp(argv[1], "help") == 0 || argv[1][0] == '-') {
        list_commands();
        return 0;
    }
    for (const struct cli_command *command = cli_commands; command->name != NULL; command++) {
        if (strcmp(command->name, argv[1]) == 0) {
            char help[] = "--help";
            char *arguments[] = {argv[1], help, NULL};
            return command->run(2, arguments);
        }
    }
    return cli_usage_error("help", "no command '%s'", argv[1]);
}
