/* SPDX-License-Identifier: MIT */
#include "fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void fault_set_where(struct document_fault *fault, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(fault->where, sizeof(fault->where), format, arguments);
    va_end(arguments);
}

bool fault_tell(struct document_fault *fault, const char *format, ...)
{
    if (fault_is(fault)) {
        return false;
    }
    snprintf(fault->text, sizeof(fault->text), "%s%s", fault->where, fault->where[0] ? ": " : "");
    size_t length = strlen(fault->text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(fault->text + length, sizeof(fault->text) - length, format, arguments);
    va_end(arguments);
    return false;
}

bool fault_is(const struct document_fault *fault)
{
    return fault->text[0] != '\0';
}
