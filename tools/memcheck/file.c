/* SPDX-License-Identifier: MIT */
/* Files of memcheck's XML: parsed, kept, found in a recording's folder. */
#include <dirent.h>
#include <expat.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "memcheck.h"
#include "memory.h"
#include "reader.h"

enum { CHUNK_BYTES = 1 << 16 };

static void begin_take(void *context, const XML_Char *name, const XML_Char **attributes)
{
    (void)attributes;
    reader_begin(context, name);
}

static void text_take(void *context, const XML_Char *text, int length)
{
    reader_text(context, text, (size_t)length);
}

static void end_take(void *context, const XML_Char *name)
{
    (void)name;
    reader_end(context);
}

/* Programs put what they like into their messages, and XML has no room for controls. */
static void controls_hide(char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if ((unsigned char)bytes[i] < ' ' && strchr("\t\n\r", bytes[i]) == NULL) {
            bytes[i] = '?';
        }
    }
}

static bool is_cut(enum XML_Error error)
{
    return error == XML_ERROR_NO_ELEMENTS || error == XML_ERROR_UNCLOSED_TOKEN || error == XML_ERROR_PARTIAL_CHAR;
}

static char *fault_of(XML_Parser parser, bool at_end)
{
    const enum XML_Error error = XML_GetErrorCode(parser);
    if (at_end && is_cut(error)) {
        return memory_copy("it is cut: the program, and memcheck with it, was killed");
    }
    return memory_print("line %lu: %s", (unsigned long)XML_GetCurrentLineNumber(parser), XML_ErrorString(error));
}

/* What is wrong, in words for free(); NULL when nothing is. */
static char *parse(XML_Parser parser, FILE *stream)
{
    char bytes[CHUNK_BYTES];
    bool at_end = false;
    while (!at_end) {
        const size_t count = fread(bytes, 1, sizeof(bytes), stream);
        at_end = count < sizeof(bytes);
        controls_hide(bytes, count);
        if (XML_Parse(parser, bytes, (int)count, at_end) != XML_STATUS_OK) {
            return fault_of(parser, at_end);
        }
    }
    return ferror(stream) ? memory_copy("it could not be read to its end") : NULL;
}

struct memcheck_file *memcheck_file_new(const char *path)
{
    struct memcheck_file *file = memory_new(sizeof(*file));
    file->path = memory_copy(path);
    file->tool = memory_copy("");
    file->program = memory_copy("");
    file->fatal = memory_copy("");
    file->crashed.what = memory_copy("");
    return file;
}

static struct memcheck_file *read_as(FILE *stream, const char *path, const char *encoding)
{
    struct memcheck_file *file = memcheck_file_new(path);
    struct reader reader = {.file = file};
    XML_Parser parser = XML_ParserCreate(encoding);
    if (!parser) {
        memory_out();
    }
    XML_SetUserData(parser, &reader);
    XML_SetElementHandler(parser, begin_take, end_take);
    XML_SetCharacterDataHandler(parser, text_take);
    file->fault = parse(parser, stream);
    XML_ParserFree(parser);
    reader_clear(&reader);
    return file;
}

struct memcheck_file *memcheck_file_read(const char *path)
{
    FILE *stream = fopen(path, "re");
    if (!stream) {
        return NULL;
    }
    struct memcheck_file *file = read_as(stream, path, NULL);
    /* Names of functions and files are bytes of any encoding. */
    if (file->fault && strstr(file->fault, XML_ErrorString(XML_ERROR_INVALID_TOKEN)) != NULL) {
        memcheck_file_free(file);
        rewind(stream);
        file = read_as(stream, path, "ISO-8859-1");
    }
    fclose(stream);
    return file;
}

static void stack_free(struct memcheck_stack *stack)
{
    for (size_t i = 0; i < stack->count; i++) {
        free(stack->frames[i].object);
        free(stack->frames[i].function);
        free(stack->frames[i].folder);
        free(stack->frames[i].file);
    }
    free(stack->frames);
    free(stack->what);
}

void build_error_clear(struct memcheck_error *error)
{
    for (size_t i = 0; i < error->stack_count; i++) {
        stack_free(&error->stacks[i]);
    }
    free(error->stacks);
    free(error->kind_name);
    free(error->what);
}

void memcheck_file_free(struct memcheck_file *file)
{
    for (size_t i = 0; i < file->error_count; i++) {
        build_error_clear(&file->errors[i]);
    }
    for (size_t i = 0; i < file->message_count; i++) {
        free(file->messages[i].text);
        stack_free(&file->messages[i].stack);
    }
    for (size_t i = 0; i < file->suppression_count; i++) {
        free(file->suppressions[i].name);
    }
    stack_free(&file->crashed);
    free(file->errors);
    free(file->messages);
    free(file->suppressions);
    free(file->path);
    free(file->tool);
    free(file->program);
    free(file->fatal);
    free(file->fault);
    free(file);
}

static int is_memcheck_file(const struct dirent *entry)
{
    return fnmatch(MEMCHECK_FILES, entry->d_name, 0) == 0;
}

struct memcheck_file **memcheck_files_read(const char *folder, size_t *count)
{
    struct dirent **entries = NULL;
    const int entry_count = scandir(folder, &entries, is_memcheck_file, alphasort);
    struct memcheck_file **files =
        memory_new((size_t)(entry_count > 0 ? entry_count : 0) * sizeof(struct memcheck_file *));
    *count = 0;
    for (int i = 0; i < entry_count; i++) {
        char *path = memory_print("%s/%s", folder, entries[i]->d_name);
        files[*count] = memcheck_file_read(path);
        *count += files[*count] != NULL;
        free(path);
        free(entries[i]);
    }
    free(entries);
    return files;
}

void memcheck_files_free(struct memcheck_file **files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        memcheck_file_free(files[i]);
    }
    free(files);
}
