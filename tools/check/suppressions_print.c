/* SPDX-License-Identifier: MIT */
/* Suppressions of what is found now. */
#include <string.h>

#include "suppressions.h"

#define SUBJECT_NAME(id, name) name,
static const char *const subject_names[] = {SUBJECTS(SUBJECT_NAME)};

/* A condition that only this value meets. A comma could begin another one, so any character may stand there. */
static void print_condition(FILE *file, enum subject subject, const char *anchor, const char *value)
{
    fprintf(file, "%s%s=%s", subject == SUBJECT_CODE ? "" : ",", subject_names[subject], anchor);
    for (; *value != '\0'; value++) {
        fputc(*value == ',' ? '*' : *value, file);
    }
    fputc('$', file);
}

static void print_condition_if_any(FILE *file, enum subject subject, const char *value)
{
    if (value[0] != '\0') {
        print_condition(file, subject, "^", value);
    }
}

/* Folders differ from machine to machine. */
static void print_file(FILE *file, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (path[0] != '\0') {
        print_condition(file, SUBJECT_FILE, slash ? "" : "^", slash ? slash : path);
    }
}

static void print_finding(FILE *file, const struct checked_finding *finding)
{
    const struct checked_place *place = checked_place_of(finding);
    fprintf(file, "# %s\n%s:", finding->sentence, category_word(finding->category));
    print_condition(file, SUBJECT_CODE, "^", finding->code);
    print_condition_if_any(file, SUBJECT_KIND, finding->kind);
    print_condition(file, SUBJECT_NAME, "^", finding->name); /* without one, named objects are not meant */
    if (place) {
        print_condition_if_any(file, SUBJECT_FUNCTION, place->function);
        print_file(file, place->file);
    }
    fputc('\n', file);
}

void suppressions_print(const struct checked *checked, FILE *file)
{
    for (size_t i = 0; i < checked->count; i++) {
        const struct checked_finding *finding = &checked->items[i];
        if (finding->status == STATUS_FAILED ||
            (finding->status == STATUS_PASSED && finding->severity != SEVERITY_NOTE)) {
            print_finding(file, finding);
        }
    }
}
