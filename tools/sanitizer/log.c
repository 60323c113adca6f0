/* SPDX-License-Identifier: MIT */
#include "sanitizer.h"

#include <dirent.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "line.h"
#include "memory.h"

struct log {
    struct memcheck_file *file;
    bool in_record;
    bool began;    /* the tool's first line was there */
    uint64_t told; /* records, each as often as it was written */
};

/* The record in hand; NULL where the line is in none. */
static struct memcheck_error *record_now(const struct log *log)
{
    return log->in_record ? &log->file->errors[log->file->error_count - 1] : NULL;
}

static bool frames_are_same(const struct memcheck_stack *left, const struct memcheck_stack *right)
{
    bool same = left->count == right->count;
    for (size_t i = 0; same && i < left->count; i++) {
        same = left->frames[i].address == right->frames[i].address &&
               strcmp(left->frames[i].function, right->frames[i].function) == 0;
    }
    return same;
}

/* Each thread of a kernel that errs is told: what differs in nothing but that is one error. */
static bool records_are_same(const struct memcheck_error *left, const struct memcheck_error *right)
{
    const struct memcheck_block *blocks[2] = {&left->block, &right->block};
    bool same = left->kind == right->kind && left->stack_count == right->stack_count &&
                strcmp(left->what, right->what) == 0 && blocks[0]->sized == blocks[1]->sized &&
                blocks[0]->state == blocks[1]->state && (!blocks[0]->sized || blocks[0]->start == blocks[1]->start);
    for (size_t i = 0; same && i < left->stack_count; i++) {
        same = frames_are_same(&left->stacks[i], &right->stacks[i]);
    }
    return same && !memcheck_kind_is_leak(left->kind);
}

static void record_end(struct log *log)
{
    const struct memcheck_error *record = record_now(log);
    log->in_record = false;
    for (size_t i = 0; record && i + 1 < log->file->error_count; i++) {
        if (records_are_same(&log->file->errors[i], record)) {
            log->file->errors[i].count++;
            build_error_drop(log->file);
            return;
        }
    }
}

static void record_begin(struct log *log, enum memcheck_kind kind, const char *what)
{
    record_end(log);
    log->told++;
    log->in_record = build_error(log->file);
    struct memcheck_error *record = record_now(log);
    if (!record) {
        return;
    }
    free(record->kind_name);
    free(record->what);
    record->kind = kind;
    record->kind_name = memory_copy(memcheck_kind_name(kind));
    record->what = memory_copy(what);
    build_stack(record); /* where on the device it happened; a leak has where it was made */
}

static void leak_begin(struct log *log, const char *text, const struct line_leak *leak)
{
    record_begin(log, MEMCHECK_DEVICE_LEAK, text);
    struct memcheck_error *record = record_now(log);
    if (record) {
        record->leaked_bytes = leak->bytes;
        record->leaked_blocks = 1;
        record->object = leak->object;
        record->final = true;
        record->block = (struct memcheck_block){
            .known = true, .sized = true, .address = leak->address, .start = leak->address, .size = leak->bytes};
    }
}

/* What the tool says of itself: with it not all is known. */
static bool is_failure(const char *text)
{
    static const char *const words[] = {"Internal Sanitizer Error", "Error:", "Unable to", "Target application",
                                        "No attachable process"};
    bool is = false;
    for (size_t i = 0; i < sizeof(words) / sizeof(*words) && !is; i++) {
        is = line_begins(text, words[i], NULL);
    }
    return is;
}

static void fail(struct log *log, const char *why)
{
    if (!log->file->fault) {
        log->file->fault = memory_copy(why);
    }
}

static enum memcheck_kind kind_of(const char *text)
{
    if (line_begins(text, "Invalid ", NULL)) {
        return strstr(text, " read ") ? MEMCHECK_DEVICE_READ : MEMCHECK_DEVICE_WRITE;
    }
    return line_begins(text, "Program hit ", NULL) ? MEMCHECK_DEVICE_API : MEMCHECK_DEVICE_OTHER;
}

static void summary_take(struct log *log, const char *rest)
{
    uint64_t count;
    log->file->finished = true;
    if (line_count(rest, &count) && count != log->told) {
        char *why = memory_print("it counted %llu errors and told %llu", (unsigned long long)count,
                                 (unsigned long long)log->told);
        fail(log, why);
        free(why);
    }
}

/* A line that begins something, or stands alone. */
static void headline_take(struct log *log, const char *text)
{
    struct line_leak leak;
    const char *rest;
    if (line_begins(text, "COMPUTE-SANITIZER", NULL)) {
        log->began = true;
    } else if (line_begins(text, "ERROR SUMMARY:", &rest)) {
        summary_take(log, rest);
    } else if (line_begins(text, "LEAK SUMMARY:", NULL)) {
        return; /* the sum of what was told */
    } else if (is_failure(text)) {
        fail(log, text);
    } else if (line_begins(text, "Warning:", NULL)) {
        if (build_message(log->file)) {
            struct memcheck_message *message = &log->file->messages[log->file->message_count - 1];
            free(message->text);
            message->text = memory_copy(text);
        }
    } else if (line_leak(text, &leak)) {
        leak_begin(log, text, &leak);
    } else {
        record_begin(log, kind_of(text), text);
    }
}

static struct memcheck_frame *frame_add(struct memcheck_error *record)
{
    struct memcheck_stack *stack = &record->stacks[record->stack_count - 1];
    const size_t count = stack->count;
    build_frame(stack);
    return stack->count > count ? &stack->frames[count] : NULL;
}

static void stack_begin(struct memcheck_error *record, const char *what)
{
    struct memcheck_stack *first = &record->stacks[0];
    if (first->count == 0 && first->what[0] == '\0') { /* of what did not happen on the device */
        free(first->what);
        first->what = memory_copy(what);
    } else {
        build_sentence(record, memory_copy(what));
    }
}

/* The last line of a frame that has two, as before 11.5: "in program". */
static bool module_take(struct memcheck_error *record, const char *text)
{
    struct memcheck_stack *stack = &record->stacks[record->stack_count - 1];
    const char *module;
    if (stack->count == 0 || stack->frames[stack->count - 1].object[0] || !line_begins(text, "in ", &module)) {
        return false;
    }
    free(stack->frames[stack->count - 1].object);
    stack->frames[stack->count - 1].object = memory_copy(module);
    return true;
}

/* Memory that a tensor in use has may be used: within an allocation, what is out of bounds is in the pool. */
static void state_correct(struct memcheck_block *block)
{
    if (block->address < block->start || block->address - block->start >= block->size) {
        block->state = MEMCHECK_STATE_UNKNOWN;
    }
}

/* A line of the record; false where it is none that a record has. */
static bool record_take(struct memcheck_error *record, const char *text)
{
    const char *rest;
    struct memcheck_frame *frame;
    if (line_begins(text, "at ", &rest) || line_begins(text, "Device Frame:", &rest)) {
        frame = frame_add(record);
        if (frame) {
            line_device_frame(rest, frame);
        }
    } else if (line_begins(text, "Host Frame:", &rest)) {
        frame = frame_add(record);
        if (frame) {
            line_host_frame(rest, frame);
        }
    } else if (line_begins(text, "Saved host backtrace", NULL)) {
        stack_begin(record, text);
    } else if (line_address(text, &record->block)) {
        record->block.state = strstr(text, "out of bounds") ? MEMCHECK_FREED : MEMCHECK_STATE_UNKNOWN;
    } else if (line_nearest(text, &record->block)) {
        state_correct(&record->block);
    } else if (!line_begins(text, "by thread ", NULL)) {
        return module_take(record, text);
    }
    return true;
}

static void line_take(struct log *log, char *line)
{
    line[strcspn(line, "\r\n")] = '\0';
    const char *text = line_text(line);
    struct memcheck_error *record = record_now(log);
    if (!text) {
        return; /* of the program's */
    }
    if (text[0] == '\0') {
        record_end(log);
    } else if (!record || !record_take(record, text)) {
        headline_take(log, text);
    }
}

static void file_end(struct log *log)
{
    record_end(log);
    if (!log->began) {
        fail(log, "it is none of compute-sanitizer's");
    } else if (!log->file->finished) {
        fail(log, "it is cut: the program, and compute-sanitizer with it, was killed");
    }
}

/* "sanitizer.1234.log" */
static uint64_t tool_pid(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strchr(slash ? slash : path, '.');
    return dot ? strtoull(dot + 1, NULL, 10) : 0;
}

struct memcheck_file *sanitizer_log_read(const char *path)
{
    FILE *stream = fopen(path, "re");
    char *line = NULL;
    size_t size = 0;
    if (!stream) {
        return NULL;
    }
    struct log log = {.file = memcheck_file_new(path)};
    free(log.file->tool);
    log.file->tool = memory_copy(SANITIZER_TOOL);
    log.file->parent_pid = tool_pid(path);
    while (getline(&line, &size, stream) >= 0) {
        line_take(&log, line);
    }
    if (ferror(stream)) {
        fail(&log, "it could not be read to its end");
    }
    file_end(&log);
    free(line);
    fclose(stream);
    return log.file;
}

static int is_log(const struct dirent *entry)
{
    return fnmatch(SANITIZER_FILES, entry->d_name, 0) == 0;
}

struct memcheck_file **sanitizer_logs_add(struct memcheck_file **files, size_t *count, const char *folder)
{
    struct dirent **entries = NULL;
    const int entry_count = scandir(folder, &entries, is_log, alphasort);
    for (int i = 0; i < entry_count; i++) {
        char *path = memory_print("%s/%s", folder, entries[i]->d_name);
        struct memcheck_file *file = sanitizer_log_read(path);
        if (file) {
            files = memory_resize(files, *count + 1, sizeof(struct memcheck_file *));
            files[(*count)++] = file;
        }
        free(path);
        free(entries[i]);
    }
    free(entries);
    return files;
}
