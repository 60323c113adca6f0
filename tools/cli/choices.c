/* SPDX-License-Identifier: MIT */
/* Options that take one of a few words. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "memory.h"

enum { WORDS_MOST = 16 };

static const struct cli_option *option_of(const struct cli_usage *usage, int letter)
{
    const struct cli_option *option = usage->options;
    while (option->letter != letter) {
        option++;
    }
    return option;
}

static bool is_among(const char *words, const char *word)
{
    size_t length = strlen(word);
    while (*words != '\0') {
        size_t part = strcspn(words, "|");
        if (part == length && strncmp(words, word, length) == 0) {
            return true;
        }
        words += words[part] == '|' ? part + 1 : part;
    }
    return false;
}

/* "text, json or junit" for "text|json|junit". */
static void list_words(const char *words, char *list, size_t room)
{
    list[0] = '\0';
    while (*words != '\0') {
        size_t length = strcspn(words, "|");
        const char *next = words[length] == '|' ? words + length + 1 : words + length;
        const char *between = *next == '\0' ? "" : strchr(next, '|') != NULL ? ", " : " or ";
        size_t end = strlen(list);
        snprintf(list + end, room - end, "%.*s%s", (int)length, words, between);
        words = next;
    }
}

static void complain(const struct cli_usage *usage, const struct cli_option *option, const char *text)
{
    char list[80];
    char suggestion[CLI_SUGGESTION_BYTES];
    const char *names[WORDS_MOST];
    size_t count = 0;
    char *copy = memory_copy(option->argument);
    char *rest = copy;
    while (rest != NULL && count < WORDS_MOST) {
        names[count++] = strsep(&rest, "|");
    }
    list_words(option->argument, list, sizeof list);
    cli_usage_error(usage->command, "--%s takes %s, not '%s'%s", option->name, list, text,
                    cli_suggest(suggestion, text, "", names, count));
    free(copy);
}

bool cli_is_choice(const struct cli_usage *usage, int letter, const char *text)
{
    const struct cli_option *option = option_of(usage, letter);
    if (is_among(option->argument, text)) {
        return true;
    }
    complain(usage, option, text);
    return false;
}
