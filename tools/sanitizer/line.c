/* SPDX-License-Identifier: MIT */
#include "line.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "grouped.h"
#include "memory.h"

enum { EQUALS_LEAST = 8 };

static const char *spaces_skip(const char *text)
{
    return text + strspn(text, " \t");
}

const char *line_text(const char *line)
{
    const size_t equals = strspn(line, "=");
    return equals >= EQUALS_LEAST ? spaces_skip(line + equals) : NULL;
}

bool line_begins(const char *text, const char *words, const char **rest)
{
    const size_t length = strlen(words);
    if (strncmp(text, words, length) != 0) {
        return false;
    }
    if (rest) {
        *rest = spaces_skip(text + length);
    }
    return true;
}

/* A number and the spaces after it. */
static bool number_take(const char **at, uint64_t *number)
{
    const bool taken = grouped_take(at, number);
    *at = spaces_skip(*at);
    return taken;
}

static bool address_take(const char **at, uint64_t *address)
{
    char *end;
    if (strncmp(*at, "0x", 2) != 0 || !isxdigit((unsigned char)(*at)[2])) {
        return false;
    }
    *address = strtoull(*at, &end, 16);
    *at = spaces_skip(end);
    return true;
}

bool line_count(const char *text, uint64_t *count)
{
    return number_take(&text, count) && line_begins(text, "error", NULL);
}

bool line_leak(const char *text, struct line_leak *leak)
{
    *leak = (struct line_leak){0};
    if (!line_begins(text, "Leaked ", &text) || !number_take(&text, &leak->bytes) ||
        !line_begins(text, "bytes at ", &text) || !address_take(&text, &leak->address)) {
        return false;
    }
    if (line_begins(text, "called tensor ", &text) && !number_take(&text, &leak->object)) {
        leak->object = 0;
    }
    return true;
}

bool line_address(const char *text, struct memcheck_block *block)
{
    if (!line_begins(text, "Address ", &text) || !address_take(&text, &block->address)) {
        return false;
    }
    block->known = true;
    return true;
}

bool line_nearest(const char *text, struct memcheck_block *block)
{
    uint64_t distance;
    uint64_t start;
    uint64_t size;
    if (!block->known || !line_begins(text, "and is ", &text)) {
        return false;
    }
    if (number_take(&text, &distance) && !line_begins(text, "bytes before ", &text) &&
        !line_begins(text, "bytes after ", &text)) {
        return false;
    }
    line_begins(text, "inside ", &text);
    if (!line_begins(text, "the nearest allocation at ", &text) || !address_take(&text, &start) ||
        !line_begins(text, "of size ", &text) || !number_take(&text, &size)) {
        return false;
    }
    block->start = start;
    block->size = size;
    block->sized = true;
    return true;
}

static void text_set(char **text, const char *first, size_t length)
{
    free(*text);
    *text = memory_print("%.*s", (int)length, first);
}

/* "folder/file.cu:34" */
static void source_take(const char *text, size_t length, struct memcheck_frame *frame)
{
    const char *colon = memrchr(text, ':', length);
    if (!colon || colon == text || !isdigit((unsigned char)colon[1])) {
        return;
    }
    text_set(&frame->file, text, (size_t)(colon - text));
    frame->line = strtoull(colon + 1, NULL, 10);
}

/* The last " in ", behind which stands where something is; NULL where nothing says it. */
static const char *last_in(const char *text)
{
    const char *found = NULL;
    for (const char *at = strstr(text, " in "); at; at = strstr(at + 1, " in ")) {
        found = at;
    }
    return found;
}

/* "0x150 in file.cu:42:kernel(int*)" or "0x150 in kernel(int*)", as before 11.5. */
static void old_device_frame(const char *text, struct memcheck_frame *frame)
{
    const char *in = strstr(text, " in ");
    frame->address = strtoull(text, NULL, 16);
    if (!in) {
        return;
    }
    in += strlen(" in ");
    const char *function = in;
    for (const char *at = strchr(in, ':'); at; at = strchr(at + 1, ':')) {
        const size_t digits = strspn(at + 1, "0123456789");
        if (digits > 0 && at[1 + digits] == ':') {
            function = at + 1 + digits + 1;
            source_take(in, (size_t)(function - 1 - in), frame);
            break;
        }
    }
    text_set(&frame->function, function, strlen(function));
}

/* "kernel(int*)+0x50 in file.cu:34" or "kernel(int*):0x50 in file.cu:34" */
void line_device_frame(const char *text, struct memcheck_frame *frame)
{
    text_set(&frame->object, "GPU", strlen("GPU"));
    if (strncmp(text, "0x", 2) == 0) {
        old_device_frame(text, frame);
        return;
    }
    const char *in = last_in(text);
    const size_t length = in ? (size_t)(in - text) : strlen(text);
    size_t function = length;
    for (size_t i = length; i > 3 && function == length; i--) {
        if ((text[i - 3] == '+' || text[i - 3] == ':') && text[i - 2] == '0' && text[i - 1] == 'x') {
            function = i - 3;
            frame->address = strtoull(text + function + 1, NULL, 16);
        }
    }
    text_set(&frame->function, text, function);
    if (in) {
        source_take(in + strlen(" in "), strlen(in + strlen(" in ")), frame);
    }
}

/* "main [0xae5c] in program" or "main in program.c:12 [0xae5c] in program": an offset behind the call. */
void line_host_frame(const char *text, struct memcheck_frame *frame)
{
    const char *bracket = strstr(text, " [0x");
    if (!bracket && strncmp(text, "[0x", 3) == 0) {
        bracket = text - 1; /* nothing names it */
    }
    const char *end = bracket ? strchr(bracket + 1, ']') : NULL;
    if (!bracket || !end) {
        text_set(&frame->function, text, strlen(text));
        return;
    }
    const uint64_t offset = strtoull(bracket + 2, NULL, 16);
    frame->address = offset > 0 ? offset - 1 : 0;
    frame->relative = true;
    char *name = memory_print("%.*s", bracket > text ? (int)(bracket - text) : 0, text);
    const char *in = last_in(name);
    if (in) {
        source_take(in + strlen(" in "), strlen(in + strlen(" in ")), frame);
    }
    text_set(&frame->function, name, in && frame->file[0] ? (size_t)(in - name) : strlen(name));
    free(name);
    const char *module = last_in(end);
    if (module) {
        text_set(&frame->object, module + strlen(" in "), strlen(module + strlen(" in ")));
    }
}
