/* SPDX-License-Identifier: MIT */
#include "runtime/options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stack/walk.h"

enum { FILE_DEPTH = 4, LINE_BYTES = 1024, STATUS_MOST = 255 };

/* What a value may look like; a choice is its list of words. */
static const char *const FLAG[] = {"0", "1", NULL};
static const char *const NUMBER[] = {NULL};
static const char *const SIZE[] = {NULL};
static const char *const STATUS[] = {NULL};
static const char *const FRAMES[] = {NULL};
static const char *const CHOICE_unregister[] = {"current", "walk", NULL};
static const char *const CHOICE_moved[] = {"count", "adopt", NULL};
static const char *const CHOICE_source[] = {"after", "before", NULL};
static const char *const CHOICE_cuda_allocator[] = {"plain", "async", NULL};
static const char *const CHOICE_heap[] = {"off", "watch", NULL};
static const char *const CHOICE_snapshot_on[] = {"error", "warning", "never", NULL};
static const char *const CHOICE_leak_check[] = {"off", "scope", "frame", NULL};
static const char *const TEXT[] = {NULL};

/* Where options come from, for what is said of them. */
struct source {
    const char *file; /* NULL: the environment */
    int line;
    int depth; /* files that named this one */
};

static const struct option {
    const char *key;
    const char *const *words;
    uint64_t initial;
    size_t offset;
    const char *help;
} table[] = {
#define OPTION(key, kind, value, help) {#key, kind, value, offsetof(struct options, key), help},
#define OPTION_TEXT(key, help)         {#key, TEXT, 0, offsetof(struct options, key), help},
#include "runtime/options.def"
#undef OPTION
#undef OPTION_TEXT
};
enum { OPTION_COUNT = sizeof table / sizeof table[0] };

static void set_value(struct options *options, const struct option *option, uint64_t value)
{
    memcpy((char *)options + option->offset, &value, sizeof value);
}

static size_t edit_distance(const char *a, const char *b)
{
    enum { LONGEST = 64 };
    size_t row[LONGEST + 1];
    const size_t width = strnlen(b, LONGEST);
    for (size_t j = 0; j <= width; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= width; j++) {
            const size_t replace = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            const size_t insert = (row[j - 1] < row[j] ? row[j - 1] : row[j]) + 1;
            row[j] = replace < insert ? replace : insert;
        }
    }
    return row[width];
}

/* The key that was most likely meant; NULL when none is near. */
static const char *nearest_key(const char *key)
{
    const char *nearest = NULL;
    size_t least = strlen(key) / 2 + 1;
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const size_t distance = edit_distance(key, table[i].key);
        if (distance < least) {
            least = distance;
            nearest = table[i].key;
        }
    }
    return nearest;
}

static void print_help(void)
{
    fputs("tlscope: TLSCOPE_OPTIONS=key=value:key=value takes\n", stderr);
    for (size_t i = 0; i < OPTION_COUNT; i++)
        fprintf(stderr, "  %-14s %s\n", table[i].key, table[i].help);
    fputs("  options_file   a file of the same, a pair a line, `#` begins a comment\n", stderr);
}

static bool parse_word(const char *const *words, const char *text, uint64_t *value)
{
    for (uint64_t i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], text) == 0) {
            *value = i;
            return true;
        }
    }
    return false;
}

/* Digits, and for sizes a suffix K, M or G. */
static bool parse_number(const char *text, bool is_size, uint64_t *value)
{
    char *end = NULL;
    if (text[0] < '0' || text[0] > '9')
        return false;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    static const char suffixes[] = "KMG";
    const char *suffix = is_size && *end != '\0' ? strchr(suffixes, *end) : NULL;
    const unsigned shift = suffix != NULL ? 10 * (unsigned)(suffix - suffixes + 1) : 0;
    if (errno != 0 || number > UINT64_MAX >> shift || end[suffix != NULL] != '\0')
        return false;
    *value = number << shift;
    return true;
}

__attribute__((format(printf, 2, 3))) static void complain(const struct source *source, const char *format, ...)
{
    va_list arguments;
    fputs("tlscope: ", stderr);
    if (source->file != NULL)
        fprintf(stderr, "%s:%d: ", source->file, source->line);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

static const char *accepted(const struct option *option)
{
    if (option->words == SIZE)
        return "a number of bytes, with K, M or G behind it if you like";
    if (option->words == STATUS)
        return "a number from 0 to 255";
    if (option->words == NUMBER || option->words == FRAMES)
        return "a number";
    return option->words == FLAG ? "0 or 1" : "one of the words named here";
}

static void set_option(struct options *options, const struct option *option, const char *text,
                       const struct source *source)
{
    uint64_t value;
    const bool is_word = option->words[0] != NULL;
    if (option->words == TEXT) {
        if (snprintf((char *)options + option->offset, OPTION_TEXT_BYTES, "%s", text) >= OPTION_TEXT_BYTES)
            complain(source, "option %s cannot be longer than %d bytes: taken as '%s'", option->key,
                     OPTION_TEXT_BYTES - 1, (const char *)options + option->offset);
        return;
    }
    const bool parsed =
        is_word ? parse_word(option->words, text, &value) : parse_number(text, option->words == SIZE, &value);
    if (parsed && option->words == FRAMES && value > WALK_MOST) {
        complain(source, "option %s cannot be '%s': taken as %d, the most there are", option->key, text, WALK_MOST);
        value = WALK_MOST;
    }
    if (parsed && (option->words != STATUS || value <= STATUS_MOST))
        set_value(options, option, value);
    else
        complain(source, "option %s cannot be '%s': it takes %s (%s); left as it was", option->key, text,
                 accepted(option), option->help);
}

static void read_file(struct options *options, const char *path, const struct source *source);

static void set_by_key(struct options *options, const char *key, const char *text, const struct source *source)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (strcmp(key, table[i].key) == 0) {
            set_option(options, &table[i], text, source);
            return;
        }
    }
    const char *nearest = nearest_key(key);
    if (nearest != NULL)
        complain(source, "unknown option '%s'; did you mean '%s'? (TLSCOPE_OPTIONS=help lists all)", key, nearest);
    else
        complain(source, "unknown option '%s' (TLSCOPE_OPTIONS=help lists all)", key);
}

/* Cuts blanks off both ends. */
static char *trim(char *text)
{
    static const char blanks[] = " \t\r\n";
    text += strspn(text, blanks);
    size_t length = strlen(text);
    while (length != 0 && strchr(blanks, text[length - 1]) != NULL)
        length--;
    text[length] = '\0';
    return text;
}

static void read_pair(struct options *options, char *pair, const struct source *source)
{
    char *text = strchr(pair, '=');
    if (text != NULL)
        *text++ = '\0';
    const char *key = trim(pair);
    if (strcmp(key, "help") == 0)
        print_help();
    else if (text != NULL && strcmp(key, "options_file") == 0)
        read_file(options, trim(text), source);
    else if (text != NULL)
        set_by_key(options, key, trim(text), source);
    else if (key[0] != '\0')
        complain(source, "option '%s' has no value: write key=value", key);
}

/* Pairs separated by colons; changes `text`. */
static void read_pairs(struct options *options, char *text, const struct source *source)
{
    char *rest = NULL;
    for (char *pair = strtok_r(text, ":", &rest); pair != NULL; pair = strtok_r(NULL, ":", &rest))
        read_pair(options, pair, source);
}

/* Does not wait for whoever is to write into a FIFO. */
static FILE *open_file(const char *path)
{
    const int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "r") : NULL;
    if (file == NULL && descriptor >= 0)
        close(descriptor);
    return file;
}

static void read_file(struct options *options, const char *path, const struct source *source)
{
    struct source inner = {.file = path, .depth = source->depth + 1};
    char line[LINE_BYTES];
    FILE *file = inner.depth <= FILE_DEPTH ? open_file(path) : NULL;
    if (file == NULL) {
        complain(source, "options file '%s' cannot be read: %s", path,
                 inner.depth > FILE_DEPTH ? "files name each other too deeply" : strerror(errno));
        return;
    }
    struct stat status;
    if (fstat(fileno(file), &status) != 0 || !S_ISREG(status.st_mode)) {
        complain(source, "options file '%s' is no regular file", path);
        fclose(file);
        return;
    }
    while (fgets(line, sizeof line, file) != NULL) {
        inner.line++;
        line[strcspn(line, "#")] = '\0';
        read_pairs(options, line, &inner);
    }
    fclose(file);
}

/* One of TL's own variables. */
static bool is_set(const char *variable)
{
    const char *value = getenv(variable);
    return value != NULL && value[0] != '\0' && strcmp(value, "0") != 0;
}

void options_read(struct options *options)
{
    *options = (struct options){0};
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (table[i].words != TEXT)
            set_value(options, &table[i], table[i].initial);
    options->mem_log = is_set("TL_MEM_LOG");
    options->mem_trace = is_set("TL_MEM_TRACE");
    const char *setting = getenv("TLSCOPE_OPTIONS");
    char *text = setting != NULL ? strdup(setting) : NULL;
    if (text != NULL)
        read_pairs(options, text, &(struct source){.file = NULL});
    free(text);
}

static void value_text(const struct options *options, const struct option *option, char text[OPTION_TEXT_BYTES])
{
    const char *place = (const char *)options + option->offset;
    uint64_t value;
    memcpy(&value, place, sizeof value);
    if (option->words == TEXT)
        snprintf(text, OPTION_TEXT_BYTES, "%s", place);
    else if (option->words[0] != NULL)
        snprintf(text, OPTION_TEXT_BYTES, "%s", option->words[value]);
    else
        snprintf(text, OPTION_TEXT_BYTES, "%llu", (unsigned long long)value);
}

void options_format(const struct options *options, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < OPTION_COUNT && used < size; i++) {
        char value[OPTION_TEXT_BYTES];
        value_text(options, &table[i], value);
        const int wrote = snprintf(text + used, size - used, "%s%s=%s", i == 0 ? "" : ":", table[i].key, value);
        used += wrote > 0 ? (size_t)wrote : 0;
    }
}
