/* SPDX-License-Identifier: MIT */
/* tlscope help [COMMAND]: the list of commands, or the help of one. */
#include <getopt.h>
#include <string.h>

#include "cli.h"
#include "completion.h"
#include "output.h"

enum { OPTION_COMPLETION = 256 };

static const struct cli_option options[] = {
    {OPTION_COMPLETION, "completion", "bash|zsh", "write the completion script of a shell"},
    {0, NULL, NULL, NULL},
};

static const struct cli_usage usage = {
    "help", "[COMMAND]", "Lists the commands, or shows the options of one.", options, false,
};

/* The exit code, once all is written. */
static int finish(void)
{
    return output_end(stdout, NULL, !ferror(stdout)) ? CLI_EXIT_GOOD : CLI_EXIT_NOT_WRITTEN;
}

static int list_commands(void)
{
    puts("usage: tlscope COMMAND [options] ...\n\nThe memory of TL programs: record it, and report what leaked.\n");
    for (const struct cli_command *command = cli_commands; command->name != NULL; command++) {
        printf("  %-10s  %s\n", command->name, command->summary);
    }
    puts("\ntlscope help COMMAND shows the options of one; tlscope --version shows the version.");
    return finish();
}

static int show_command(char *name)
{
    char suggestion[CLI_SUGGESTION_BYTES];
    for (const struct cli_command *command = cli_commands; command->name != NULL; command++) {
        if (strcmp(command->name, name) == 0) {
            char help[] = "--help";
            char *arguments[] = {name, help, NULL};
            optind = 1;
            return command->run(2, arguments);
        }
    }
    return cli_usage_error("help", "no command '%s'%s", name, cli_suggest_command(suggestion, name));
}

static int write_completion(const char *name)
{
    const struct completion_shell *shell = completion_find(name);
    if (shell == NULL) {
        return cli_usage_error("help", "--completion: '%s' is none of bash and zsh", name);
    }
    shell->write();
    return finish();
}

int cmd_help(int argc, char **argv)
{
    const char *text = NULL;
    switch (cli_next_option(&usage, argc, argv, &text)) {
    case CLI_OPTION_HELP:
        return 0;
    case CLI_OPTION_ERROR:
        return CLI_EXIT_USAGE;
    case OPTION_COMPLETION:
        return optind < argc
                   ? cli_usage_error("help", "--completion takes a shell alone, not '%s' beside it", argv[optind])
                   : write_completion(text);
    default:
        break;
    }
    if (optind + 1 < argc) {
        return cli_usage_error("help", "one command at a time");
    }
    return optind < argc ? show_command(argv[optind]) : list_commands();
}
