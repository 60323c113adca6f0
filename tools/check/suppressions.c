/* SPDX-License-Identifier: MIT */
/* Lines of suppressions, read. */
#include "suppressions.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "shown.h"

#define SUBJECT_NAME(id, name) name,
static const char *const subject_names[] = {SUBJECTS(SUBJECT_NAME)};

static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && isspace((unsigned char)text[length - 1])) {
        text[--length] = '\0';
    }
    return text;
}

/* The subject that a text names with `word=`; SUBJECT_ANY where it names none. */
static enum subject subject_at(const char *text, size_t *length)
{
    for (enum subject i = 0; i < SUBJECT_ANY; i++) {
        size_t word = strlen(subject_names[i]);
        if (strncmp(text, subject_names[i], word) == 0 && text[word] == '=') {
            *length = word + 1;
            return i;
        }
    }
    *length = 0;
    return SUBJECT_ANY;
}

/* The comma that ends a condition: one that another begins after. Names of C++ functions have commas of their own. */
static char *condition_end(char *text)
{
    size_t length;
    for (char *comma = strchr(text, ','); comma; comma = strchr(comma + 1, ',')) {
        if (subject_at(comma + 1, &length) != SUBJECT_ANY) {
            return comma;
        }
    }
    return NULL;
}

static bool conditions_read(struct suppression *suppression, char *text)
{
    while (text) {
        size_t length;
        char *end = condition_end(text);
        if (end) {
            *end++ = '\0';
        }
        enum subject subject = subject_at(text, &length);
        suppression->conditions =
            memory_resize(suppression->conditions, suppression->condition_count + 1, sizeof(*suppression->conditions));
        suppression->conditions[suppression->condition_count++] = (struct condition){subject, text + length};
        if (text[length] == '\0') {
            return false;
        }
        text = end;
    }
    return true;
}

static bool line_parse(struct suppression *suppression)
{
    char *colon = strchr(suppression->text, ':');
    if (!colon) {
        return false;
    }
    *colon = '\0';
    suppression->category = category_of(suppression->text);
    bool known = suppression->category != CATEGORY_COUNT || strcmp(suppression->text, "any") == 0;
    return known && conditions_read(suppression, trim(colon + 1));
}

static void line_read(struct suppressions *suppressions, const char *path, unsigned number, const char *line,
                      struct document_fault *fault)
{
    if (*line == '\0' || *line == '#') {
        return;
    }
    suppressions->items = memory_resize(suppressions->items, suppressions->count + 1, sizeof(*suppressions->items));
    struct suppression *suppression = &suppressions->items[suppressions->count++];
    *suppression = (struct suppression){
        .line = shown_copy(line), .text = shown_copy(line), .path = shown_copy(path), .number = number};
    if (!line_parse(suppression)) {
        fault_tell(fault,
                   "%s:%u: '%s' is no suppression: it needs leak:, misuse:, growth:, scope:, heap: or any:, and a "
                   "pattern after it",
                   path, number, suppression->line);
    }
}

bool suppressions_read(struct suppressions *suppressions, const char *path, struct document_fault *fault)
{
    char *line = NULL;
    size_t size = 0;
    unsigned number = 0;
    FILE *file = fopen(path, "re");
    if (!file) {
        return fault_tell(fault, "%s cannot be read: %s", path, strerror(errno));
    }
    while (!fault_is(fault) && getline(&line, &size, file) >= 0) {
        line_read(suppressions, path, ++number, trim(line), fault);
    }
    if (ferror(file)) {
        fault_tell(fault, "%s cannot be read: %s", path, strerror(errno));
    }
    free(line);
    fclose(file);
    return !fault_is(fault);
}

void suppressions_free(struct suppressions *suppressions)
{
    for (size_t i = 0; i < suppressions->count; i++) {
        free(suppressions->items[i].line);
        free(suppressions->items[i].text);
        free(suppressions->items[i].path);
        free(suppressions->items[i].conditions);
    }
    free(suppressions->items);
}
