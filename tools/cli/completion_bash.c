/* SPDX-License-Identifier: MIT */
/* The script for bash: a function that knows the tables, and one that completes with it. */
#include <string.h>

#include "completion.h"

static const char head[] = "# bash completion of tlscope, made by 'tlscope help --completion bash'\n"
                           "\n"
                           "# The options of command $1, and what the argument of its option $2 is.\n"
                           "_tlscope_command()\n"
                           "{\n"
                           "    options= with_argument= operands=none argument= words=\n";

static const char tail[] = "    esac\n"
                           "}\n"
                           "\n"
                           "# Sets operand to where the first operand of the command is.\n"
                           "_tlscope_find_operand()\n"
                           "{\n"
                           "    for ((operand = 2; operand < COMP_CWORD; operand++)); do\n"
                           "        case ${COMP_WORDS[operand]} in\n"
                           "        --) ((operand++)); return ;;\n"
                           "        -*)\n"
                           "            if [[ ${COMP_WORDS[operand + 1]} == = ]]; then\n"
                           "                ((operand += 2))\n"
                           "            elif [[ $with_argument == *\" ${COMP_WORDS[operand]} \"* ]]; then\n"
                           "                ((operand++))\n"
                           "            fi ;;\n"
                           "        *) return ;;\n"
                           "        esac\n"
                           "    done\n"
                           "}\n"
                           "\n"
                           "_tlscope_reply()\n"
                           "{\n"
                           "    local what=()\n"
                           "    case $1 in\n"
                           "    words) what=(-W \"$2\") ;;\n"
                           "    folder) what=(-A directory) ;;\n"
                           "    program) what=(-A command -A file) ;;\n"
                           "    file) what=(-A file) ;;\n"
                           "    none) return ;;\n"
                           "    esac\n"
                           "    [[ $1 == words ]] || compopt -o filenames 2>/dev/null\n"
                           "    mapfile -t COMPREPLY < <(compgen \"${what[@]}\" -- \"$current\")\n"
                           "}\n"
                           "\n"
                           "_tlscope()\n"
                           "{\n"
                           "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}\n"
                           "    local commands options with_argument operands argument words operand\n"
                           "    COMPREPLY=()\n"
                           "    if [[ $current == = ]]; then\n"
                           "        current=\n"
                           "    elif [[ $previous == = ]]; then\n"
                           "        previous=${COMP_WORDS[COMP_CWORD - 2]}\n"
                           "    fi\n"
                           "    _tlscope_command \"${COMP_WORDS[1]}\" \"$previous\"\n"
                           "    _tlscope_find_operand\n"
                           "    if ((COMP_CWORD == 1)); then\n"
                           "        _tlscope_reply words \"$commands --help --version\"\n"
                           "    elif [[ $operands == program ]] && ((operand < COMP_CWORD)); then\n"
                           "        _tlscope_reply file\n"
                           "    elif [[ -n $argument ]]; then\n"
                           "        _tlscope_reply \"$argument\" \"$words\"\n"
                           "    elif [[ $current == -* ]]; then\n"
                           "        _tlscope_reply words \"$options\"\n"
                           "    elif [[ $operands == command ]]; then\n"
                           "        _tlscope_reply words \"$commands\"\n"
                           "    else\n"
                           "        _tlscope_reply \"$operands\"\n"
                           "    fi\n"
                           "}\n"
                           "\n"
                           "complete -F _tlscope tlscope\n";

static const char *const kinds[] = {
    [COMPLETION_NONE] = "none",     [COMPLETION_WORDS] = "words",     [COMPLETION_FILE] = "file",
    [COMPLETION_FOLDER] = "folder", [COMPLETION_COMMAND] = "command", [COMPLETION_PROGRAM] = "program",
};

static void write_script(void)
{
    printf("%s    commands='", head);
    for (const struct cli_command *command = cli_commands; command->name != NULL; command++) {
        printf("%s%s", command == cli_commands ? "" : " ", command->name);
    }
    fputs("'\n    case $1 in\n", stdout);
    completion_write_commands(&completion_bash);
    fputs(tail, stdout);
}

/* The option's names, each after `before`. */
static void write_names(const struct cli_option *option, const char *before)
{
    printf("%s--%s", before, option->name);
    if (option->letter < 256) {
        printf("%s-%c", before, option->letter);
    }
}

static void write_argument(const struct cli_option *option)
{
    enum completion_kind kind = completion_of_argument(option);
    printf("        --%s", option->name);
    if (option->letter < 256) {
        printf(" | -%c", option->letter);
    }
    printf(") argument=%s", kinds[kind]);
    if (kind == COMPLETION_WORDS) {
        fputs(" words='", stdout);
        for (const char *text = option->argument; *text != '\0'; text++) {
            putchar(*text == '|' ? ' ' : *text);
        }
        putchar('\'');
    }
    fputs(" ;;\n", stdout);
}

static void write_command(const struct cli_usage *usage)
{
    printf("    %s)\n        operands=%s\n        options='", usage->command, kinds[completion_of_operands(usage)]);
    for (const struct cli_option *option = usage->options; option->name != NULL; option++) {
        write_names(option, " ");
    }
    fputs(" --help -h'\n        with_argument='", stdout);
    for (const struct cli_option *option = usage->options; option->name != NULL; option++) {
        if (cli_needs_argument(option)) {
            write_names(option, " ");
        }
    }
    fputs(" '\n        case $2 in\n", stdout);
    for (const struct cli_option *option = usage->options; option->name != NULL; option++) {
        if (cli_needs_argument(option)) {
            write_argument(option);
        }
    }
    fputs("        esac ;;\n", stdout);
}

const struct completion_shell completion_bash = {"bash", write_script, write_command};
