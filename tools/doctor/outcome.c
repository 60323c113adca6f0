/* SPDX-License-Identifier: MIT */
#include "outcome.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

/* Children and files write what they like: a row of the table is one line of plain characters. */
static void make_line(char *text)
{
    const size_t blank = strspn(text, " \t\r\n");
    memmove(text, text + blank, strlen(text + blank) + 1);
    text[strcspn(text, "\r\n")] = '\0';
    for (char *at = text; *at != '\0'; at++) {
        if (iscntrl((unsigned char)*at)) {
            *at = ' ';
        }
    }
    for (size_t length = strlen(text); length > 0 && strchr(" .", text[length - 1]) != NULL; length--) {
        text[length - 1] = '\0';
    }
}

static void set(struct doctor_outcome *outcome, enum doctor_state state, const char *fix, const char *format,
                va_list arguments)
{
    outcome->state = state;
    outcome->fix = fix;
    vsnprintf(outcome->found, sizeof(outcome->found), format, arguments);
    make_line(outcome->found);
}

void outcome_ok(struct doctor_outcome *outcome, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set(outcome, DOCTOR_OK, NULL, format, arguments);
    va_end(arguments);
}

void outcome_warning(struct doctor_outcome *outcome, const char *fix, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set(outcome, DOCTOR_WARNING, fix, format, arguments);
    va_end(arguments);
}

void outcome_missing(struct doctor_outcome *outcome, const char *fix, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set(outcome, DOCTOR_MISSING, fix, format, arguments);
    va_end(arguments);
}
