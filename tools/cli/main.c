/* SPDX-License-Identifier: MIT */
/* tlscope COMMAND: finds the command in the table and runs it. */
#include <string.h>

#include "called_as.h"
#include "cli.h"
#include "output.h"

const struct cli_command cli_commands[] = {
#define COMMAND(name, summary) {#name, summary, cmd_##name},
#include "commands.def"
#undef COMMAND
    {NULL, NULL, NULL},
};

static const struct cli_command *find_command(const char *name)
{
    const struct cli_command *command = cli_commands;
    while (command->name != NULL && strcmp(command->name, name) != 0) {
        command++;
    }
    return command->name != NULL ? command : NULL;
}

const char *cli_suggest_command(char suggestion[CLI_SUGGESTION_BYTES], const char *typed)
{
    const char *names[sizeof cli_commands / sizeof cli_commands[0]];
    size_t count = 0;
    for (; cli_commands[count].name != NULL; count++) {
        names[count] = cli_commands[count].name;
    }
    return cli_suggest(suggestion, typed, "", names, count);
}

static int unknown_command(const char *typed)
{
    static const char *const options[] = {"version", "help"};
    char suggestion[CLI_SUGGESTION_BYTES];
    if (typed[0] == '-') {
        fprintf(stderr, "tlscope: unknown option '%s'%s\n", typed, cli_suggest(suggestion, typed, "--", options, 2));
    } else {
        fprintf(stderr, "tlscope: no command '%s'%s\n", typed, cli_suggest_command(suggestion, typed));
    }
    fprintf(stderr, "tlscope: see '%s help'\n", called_as());
    return CLI_EXIT_USAGE;
}

static int print_version(void)
{
    puts("tlscope " TLSCOPE_VERSION);
    return output_end(stdout, NULL, !ferror(stdout)) ? CLI_EXIT_GOOD : CLI_EXIT_NOT_WRITTEN;
}

int main(int argc, char **argv)
{
    called_as_set(argv[0]);
    if (argc < 2) {
        fprintf(stderr, "tlscope: no command given\ntlscope: see '%s help'\n", called_as());
        return CLI_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        return print_version();
    }
    bool asks_help = strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0;
    const struct cli_command *command = find_command(asks_help ? "help" : argv[1]);
    if (command == NULL) {
        return unknown_command(argv[1]);
    }
    return command->run(argc - 1, argv + 1);
}
