/* SPDX-License-Identifier: MIT */
/* What the scripts of all shells are made from. */
#include "completion.h"

#include <string.h>

const struct completion_shell *completion_find(const char *name)
{
    static const struct completion_shell *const shells[] = {&completion_bash, &completion_zsh};
    for (size_t i = 0; i < sizeof shells / sizeof shells[0]; i++) {
        if (strcmp(shells[i]->name, name) == 0) {
            return shells[i];
        }
    }
    return NULL;
}

void completion_write_commands(const struct completion_shell *shell)
{
    for (const struct cli_command *command = cli_commands; command->name != NULL; command++) {
        char name[32];
        char asked[] = CLI_WRITE_COMPLETION;
        char shell_name[16];
        char *arguments[] = {name, asked, shell_name, NULL};
        snprintf(name, sizeof name, "%s", command->name);
        snprintf(shell_name, sizeof shell_name, "%s", shell->name);
        command->run(3, arguments);
    }
}

enum completion_kind completion_of_argument(const struct cli_option *option)
{
    if (option->argument == NULL) {
        return COMPLETION_NONE;
    }
    if (strchr(option->argument, '|') != NULL) {
        return COMPLETION_WORDS;
    }
    if (strcmp(option->argument, "DIR") == 0) {
        return COMPLETION_FOLDER;
    }
    return strcmp(option->argument, "FILE") == 0 ? COMPLETION_FILE : COMPLETION_NONE;
}

enum completion_kind completion_of_operands(const struct cli_usage *usage)
{
    if (usage->options_first) {
        return COMPLETION_PROGRAM;
    }
    return strcmp(usage->arguments, "[COMMAND]") == 0 ? COMPLETION_COMMAND : COMPLETION_FILE;
}
