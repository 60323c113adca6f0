/* SPDX-License-Identifier: MIT */
/* The script for zsh: specifications for its _arguments. */
#include <string.h>

#include "completion.h"

static const char head[] = "#compdef tlscope\n"
                           "# zsh completion of tlscope, made by 'tlscope help --completion zsh'\n"
                           "\n"
                           "_tlscope()\n"
                           "{\n"
                           "    local curcontext=$curcontext state line\n"
                           "    typeset -A opt_args\n"
                           "    local -a tlscope_commands=(\n";

static const char middle[] = "    )\n"
                             "    _arguments -C '(- *)'{-h,--help}'[list the commands]' \\\n"
                             "        '(- *)'{-V,--version}'[show the version]' \\\n"
                             "        '1: :->command' '*:: :->rest' && return\n"
                             "    if [[ $state == command ]]; then\n"
                             "        _describe -t commands command tlscope_commands\n"
                             "        return\n"
                             "    fi\n"
                             "    curcontext=${curcontext%:*:*}:tlscope-$words[1]:\n"
                             "    case $words[1] in\n";

static const char tail[] = "    esac\n"
                           "}\n"
                           "\n"
                           "if [[ $funcstack[1] == _tlscope ]]; then\n"
                           "    _tlscope \"$@\"\n"
                           "else\n"
                           "    compdef _tlscope tlscope\n"
                           "fi\n";

/* A text within single quotes, with a backslash before each of `special`. */
static void write_quoted(const char *text, const char *special)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            fputs("'\\'", stdout);
        } else if (strchr(special, *text) != NULL) {
            putchar('\\');
        }
        putchar(*text);
    }
}

static void write_script(void)
{
    fputs(head, stdout);
    for (const struct cli_command *command = cli_commands; command->name != NULL; command++) {
        printf("        '%s:", command->name);
        write_quoted(command->summary, ":\\");
        fputs("'\n", stdout);
    }
    fputs(middle, stdout);
    completion_write_commands(&completion_zsh);
    fputs(tail, stdout);
}

static void write_words(const char *argument)
{
    fputs(":word:(", stdout);
    for (; *argument != '\0'; argument++) {
        putchar(*argument == '|' ? ' ' : *argument);
    }
    putchar(')');
}

static void write_argument(const struct cli_option *option)
{
    if (option->argument == NULL) {
        return;
    }
    if (!cli_needs_argument(option)) {
        printf("::%.*s: ", (int)strcspn(option->argument + 2, "]"), option->argument + 2);
        return;
    }
    switch (completion_of_argument(option)) {
    case COMPLETION_WORDS:
        write_words(option->argument);
        break;
    case COMPLETION_FILE:
        fputs(":file:_files", stdout);
        break;
    case COMPLETION_FOLDER:
        fputs(":folder:_files -/", stdout);
        break;
    default:
        printf(":%s: ", option->argument);
    }
}

static void write_option(const struct cli_option *option)
{
    const char *takes = option->argument == NULL ? "" : cli_needs_argument(option) ? "=" : "=-";
    if (option->letter < 256) {
        printf(" \\\n            '*'{-%c%s,--%s%s}'[", option->letter, *takes != '\0' ? "+" : "", option->name, takes);
    } else {
        printf(" \\\n            '*--%s%s[", option->name, takes);
    }
    write_quoted(option->help, "[]\\");
    putchar(']');
    write_argument(option);
    putchar('\'');
}

static void write_operands(const struct cli_usage *usage)
{
    static const char *const specifications[] = {
        [COMPLETION_COMMAND] = "'1: :{_describe -t commands command tlscope_commands}'",
        [COMPLETION_PROGRAM] = "'(-)1:program: _command_names -e' '*::argument:_normal'",
        [COMPLETION_FILE] = "'*:file:_files'",
    };
    printf(" \\\n            %s ;;\n", specifications[completion_of_operands(usage)]);
}

static void write_command(const struct cli_usage *usage)
{
    printf("    %s)\n        _arguments -s -S", usage->command);
    for (const struct cli_option *option = usage->options; option->name != NULL; option++) {
        write_option(option);
    }
    fputs(" \\\n            '(- *)'{-h,--help}'[show this help]'", stdout);
    write_operands(usage);
}

const struct completion_shell completion_zsh = {"zsh", write_script, write_command};
