/* SPDX-License-Identifier: MIT */
#include "log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { LINE_MAX_BYTES = 256, WORDS_MAX = 8, FIRST_LINES = 1024 };

static const struct {
    const char *spelling;
    bool tensor;
} ops[LOG_OP_COUNT] = {
#define LOG_OP(op, spelling, tensor) {spelling, tensor},
    LOG_CALLS(LOG_OP) LOG_NOTES(LOG_OP)
#undef LOG_OP
};

static bool find_op(const char *spelling, int from, int to, enum log_op *found)
{
    for (int op = from; op < to; op++) {
        if (strcmp(ops[op].spelling, spelling) == 0) {
            *found = (enum log_op)op;
            return true;
        }
    }
    return false;
}

static int split(char *text, char *words[WORDS_MAX])
{
    int count = 0;
    char *rest = NULL;
    for (char *word = strtok_r(text, " \n", &rest); word != NULL && count < WORDS_MAX;
         word = strtok_r(NULL, " \n", &rest))
        words[count++] = word;
    return count;
}

static bool parse_number(const char *word, int64_t *number)
{
    char *end = NULL;
    *number = strtoll(word, &end, 10);
    return end != word && *end == '\0' && *number >= 0;
}

static bool parse_object(const char *word, uint32_t *object)
{
    int64_t number = 0;
    if (word[0] != 'p' || !parse_number(word + 1, &number) || number == 0 || number > INT32_MAX)
        return false;
    *object = (uint32_t)number;
    return true;
}

/* `# what pN [bytes]` */
static bool parse_note(char *words[], int count, struct log_line *line)
{
    if (count < 3 || !find_op(words[1], LOG_CALL_COUNT, LOG_OP_COUNT, &line->op) ||
        !parse_object(words[2], &line->object))
        return false;
    return line->op != LOG_NEW || (count == 4 && parse_number(words[3], &line->bytes));
}

/* `ns thread who op [pN] [= result]` */
static bool parse_call(char *words[], int count, struct log_line *line)
{
    if (count < 4 || !parse_number(words[0], &line->time) || !find_op(words[3], 0, LOG_CALL_COUNT, &line->op))
        return false;
    bool scope = line->op == LOG_ENTER_SCOPE || line->op == LOG_EXIT_SCOPE;
    if (!scope && (count < 5 || !parse_object(words[4], &line->object)))
        return false;
    if (strcmp(words[count - 2], "=") != 0 || !parse_number(words[count - 1], &line->result))
        line->result = -1;
    return true;
}

static bool parse_line(char *text, struct log_line *line)
{
    char *words[WORDS_MAX];
    int count = split(text, words);
    if (count == 0)
        return false;
    return strcmp(words[0], "#") == 0 ? parse_note(words, count, line) : parse_call(words, count, line);
}

static bool append(struct log *log, const struct log_line *line, size_t *room)
{
    if (log->count == *room) {
        size_t more = *room == 0 ? FIRST_LINES : *room * 2;
        struct log_line *grown = realloc(log->lines, more * sizeof(*grown));
        if (grown == NULL)
            return false;
        log->lines = grown;
        *room = more;
    }
    log->lines[log->count++] = *line;
    if (line->object > log->objects)
        log->objects = line->object;
    return true;
}

static bool read_lines(struct log *log, gzFile file, const char *path)
{
    char text[LINE_MAX_BYTES];
    size_t room = 0;
    for (uint32_t number = 1; gzgets(file, text, sizeof(text)) != NULL; number++) {
        struct log_line line = {.line = number};
        if (!parse_line(text, &line)) {
            fprintf(stderr, "player: %s:%u: not a line of a call log\n", path, number);
            return false;
        }
        if (!append(log, &line, &room)) {
            fprintf(stderr, "player: %s: out of memory\n", path);
            return false;
        }
    }
    int status = Z_OK;
    const char *message = gzerror(file, &status);
    if (status != Z_OK && status != Z_STREAM_END)
        fprintf(stderr, "player: %s: %s\n", path, message);
    return status == Z_OK || status == Z_STREAM_END;
}

/* A tensor is what any line treats as one. */
static bool find_tensors(struct log *log)
{
    log->is_tensor = calloc((size_t)log->objects + 1, sizeof(bool));
    if (log->is_tensor == NULL)
        return false;
    for (size_t i = 0; i < log->count; i++)
        if (ops[log->lines[i].op].tensor)
            log->is_tensor[log->lines[i].object] = true;
    return true;
}

bool log_read(struct log *log, const char *path)
{
    *log = (struct log){0};
    gzFile file = gzopen(path, "rb");
    if (file == NULL) {
        perror(path);
        return false;
    }
    bool read = read_lines(log, file, path);
    (void)gzclose(file);
    return read && find_tensors(log);
}

void log_free(struct log *log)
{
    free(log->lines);
    free(log->is_tensor);
    *log = (struct log){0};
}
