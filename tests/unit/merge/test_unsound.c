/* SPDX-License-Identifier: MIT */
/* Every member in turn is missing, or of another type and value: it is told, or it is no matter, and nothing breaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "merged.h"

static const char *const values[] = {
    NULL,   "null",     "true", "0",  "-1",   "0.5",   "1e300", "9007199254740993",
    "\"\"", "\"text\"", "[]",   "{}", "[{}]", "[[0]]",
};

static char *fixture(void)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = fopen(TLSCOPE_FIXTURES "/report.json", "r");
    assert_non_null(file);
    assert_true(getdelim(&text, &size, '\0', file) > 0);
    fclose(file);
    return text;
}

static char *written(const struct merged *merged, bool json)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    assert_true(json ? merged_write_json(merged, stream)
                     : merged_write_text(merged, stream, &(struct report_style){.coloured = true}));
    fclose(stream);
    return text;
}

/* Merges a tree; the JSON that comes of it, NULL where it is refused, which is told. */
static char *merge(cJSON *root, enum document_kind kind)
{
    const struct document document = {kind, root};
    struct document_fault fault = {0};
    struct merged *merged = merged_new();
    char *text = NULL;
    if (merged_add(merged, &document, "fixture", &fault) && merged_finish(merged, &fault)) {
        free(written(merged, false));
        text = written(merged, true);
    }
    assert_int_equal(text == NULL, fault_is(&fault));
    merged_free(merged);
    return text;
}

/* Puts a value in the place of a child, or takes the child out. */
static void replace(cJSON *parent, cJSON *child, const char *value)
{
    if (!value) {
        cJSON_Delete(cJSON_DetachItemViaPointer(parent, child));
        return;
    }
    cJSON *other = cJSON_Parse(value);
    other->string = child->string;
    child->string = NULL;
    assert_true(cJSON_ReplaceItemViaPointer(parent, child, other));
}

/* Replaces the item that comes `number`th when all are walked. False when there are not so many. */
static bool change(cJSON *item, size_t *number, const char *value)
{
    for (cJSON *child = item->child; child; child = child->next) {
        if ((*number)-- == 0) {
            replace(item, child, value);
            return true;
        }
        if (change(child, number, value)) {
            return true;
        }
    }
    return false;
}

/* Merges the text with each of its items in turn replaced by a value; how many of the changes were refused. */
static size_t change_each(const char *text, enum document_kind kind, const char *value)
{
    size_t refused = 0;
    bool changed = true;
    for (size_t number = 0; changed; number++) {
        size_t left = number;
        cJSON *root = cJSON_Parse(text);
        assert_non_null(root);
        changed = change(root, &left, value);
        char *merged = merge(root, kind);
        refused += merged == NULL;
        free(merged);
        cJSON_Delete(root);
    }
    return refused;
}

static void change_all(const char *text, enum document_kind kind)
{
    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
        assert_true(change_each(text, kind, values[i]) > 20);
    }
}

static void reports(void **state)
{
    (void)state;
    char *text = fixture();
    change_all(text, DOCUMENT_REPORT);
    free(text);
}

static void merged_reports(void **state)
{
    (void)state;
    char *text = fixture();
    cJSON *root = cJSON_Parse(text);
    char *merged = merge(root, DOCUMENT_REPORT);
    assert_non_null(merged);
    cJSON *merged_root = cJSON_Parse(merged);
    char *again = merge(merged_root, DOCUMENT_MERGED);
    assert_string_equal(again, merged);
    change_all(merged, DOCUMENT_MERGED);
    cJSON_Delete(root);
    cJSON_Delete(merged_root);
    free(text);
    free(merged);
    free(again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reports), cmocka_unit_test(merged_reports)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
