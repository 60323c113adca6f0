/* SPDX-License-Identifier: MIT */
#include "print.h"

#include <errno.h>
#include <stdlib.h>

#include "memory.h"

enum { NUMBER_BYTES = 32 };

/* The shortest text that reads back as the same number. */
static void number_text(double value, char text[NUMBER_BYTES])
{
    if (value > -0x1p63 && value < 0x1p63 && value == (double)(long long)value) {
        snprintf(text, NUMBER_BYTES, "%lld", (long long)value);
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, NUMBER_BYTES, "%.*g", digits, value);
        if (strtod(text, NULL) == value) {
            return;
        }
    }
}

static void make_exact(cJSON *item)
{
    if (cJSON_IsNumber(item)) {
        char text[NUMBER_BYTES];
        number_text(item->valuedouble, text);
        item->type = cJSON_Raw;
        item->valuestring = memory_copy(text);
    }
    for (cJSON *child = item->child; child; child = child->next) {
        make_exact(child);
    }
}

char *print_text(cJSON *tree)
{
    make_exact(tree);
    return cJSON_PrintUnformatted(tree);
}

static bool write_text(char *text, FILE *file)
{
    if (!text) {
        errno = ENOMEM;
        return false;
    }
    bool written = fputs(text, file) >= 0 && fputc('\n', file) != EOF && fflush(file) == 0;
    free(text);
    return written;
}

bool print_write(cJSON *tree, FILE *file)
{
    char *text = print_text(tree);
    cJSON_Delete(tree);
    return write_text(text, file);
}

bool print_write_lines(cJSON *tree, FILE *file)
{
    make_exact(tree);
    char *text = cJSON_Print(tree);
    cJSON_Delete(tree);
    return write_text(text, file);
}
