/* SPDX-License-Identifier: MIT */
#include "heap_setting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_DEPTH = 4, LINE_BYTES = 1024 };

static void read_file(const char *path, int depth, bool *watch);

/* Cuts blanks off both ends. */
static char *trim(char *text)
{
    static const char blanks[] = " \t\r\n";
    text += strspn(text, blanks);
    size_t length = strlen(text);
    while (length != 0 && strchr(blanks, text[length - 1]) != NULL) {
        length--;
    }
    text[length] = '\0';
    return text;
}

static void read_pair(char *pair, int depth, bool *watch)
{
    char *value = strchr(pair, '=');
    if (value == NULL) {
        return;
    }
    *value++ = '\0';
    const char *key = trim(pair);
    value = trim(value);
    if (strcmp(key, "options_file") == 0) {
        read_file(value, depth + 1, watch);
    } else if (strcmp(key, "heap") == 0 && (strcmp(value, "watch") == 0 || strcmp(value, "off") == 0)) {
        *watch = value[0] == 'w';
    }
}

static void read_pairs(char *text, int depth, bool *watch)
{
    char *rest = NULL;
    for (char *pair = strtok_r(text, ":", &rest); pair != NULL; pair = strtok_r(NULL, ":", &rest)) {
        read_pair(pair, depth, watch);
    }
}

static void read_file(const char *path, int depth, bool *watch)
{
    char line[LINE_BYTES];
    struct stat status;
    FILE *file = depth <= FILE_DEPTH && stat(path, &status) == 0 && S_ISREG(status.st_mode) ? fopen(path, "re") : NULL;
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "#")] = '\0';
        read_pairs(line, depth, watch);
    }
    if (file != NULL) {
        fclose(file);
    }
}

bool heap_setting_is_watch(const char *setting)
{
    bool watch = false;
    char *text = setting != NULL ? strdup(setting) : NULL;
    if (text != NULL) {
        read_pairs(text, 0, &watch);
    }
    free(text);
    return watch;
}
