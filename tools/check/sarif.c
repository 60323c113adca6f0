/* SPDX-License-Identifier: MIT */
/* The gate's outcome as SARIF 2.1.0: the run, its rules and what could not be known. */
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "outputs.h"
#include "print.h"
#include "rules.h"
#include "sarif.h"

static void add_message(cJSON *object, const char *name, const char *text)
{
    cJSON_AddStringToObject(cJSON_AddObjectToObject(object, name), "text", text);
}

static void add_rule(cJSON *rules, const struct checked_finding *finding)
{
    const struct rule *known = rules_find(finding->code);
    cJSON *rule = cJSON_CreateObject();
    cJSON_AddStringToObject(rule, "id", finding->code);
    add_message(rule, "shortDescription", known ? known->meaning : finding->code);
    add_message(rule, "help", "man 7 tlscope-options explains the codes");
    cJSON *configuration = cJSON_AddObjectToObject(rule, "defaultConfiguration");
    cJSON_AddStringToObject(configuration, "level", severity_word(finding->severity));
    cJSON_AddItemToArray(rules, rule);
}

/* The rule of each finding: the index of the first finding's of that code. */
static size_t *number_rules(const struct checked *checked, cJSON *rules)
{
    size_t *numbers = memory_new(checked->count * sizeof(*numbers));
    size_t count = 0;
    for (size_t i = 0; i < checked->count; i++) {
        size_t first = 0;
        while (strcmp(checked->items[first].code, checked->items[i].code) != 0) {
            first++;
        }
        numbers[i] = first == i ? count++ : numbers[first];
        if (first == i) {
            add_rule(rules, &checked->items[i]);
        }
    }
    return numbers;
}

static void add_notification(cJSON *array, const char *level, const char *text)
{
    cJSON *item = cJSON_CreateObject();
    cJSON_AddStringToObject(item, "level", level);
    add_message(item, "message", text);
    cJSON_AddItemToArray(array, item);
}

static void add_invocation(cJSON *run, const struct gate *gate)
{
    cJSON *invocation = cJSON_CreateObject();
    cJSON_AddBoolToObject(invocation, "executionSuccessful", true);
    cJSON *told = cJSON_AddArrayToObject(invocation, "toolExecutionNotifications");
    for (size_t i = 0; i < gate->checked.doubt_count; i++) {
        add_notification(told, "warning", gate->checked.doubts[i].text);
    }
    for (size_t i = 0; i < gate->suppressions.count; i++) {
        const struct suppression *suppression = &gate->suppressions.items[i];
        if (outputs_unused(suppression)) {
            char *text = memory_print("unused suppression: %s (%s:%u)", suppression->line, suppression->path,
                                      suppression->number);
            add_notification(told, "note", text);
            free(text);
        }
    }
    size_t gone = outputs_gone(gate);
    if (gone > 0) {
        char *text = memory_print("%zu of the baseline's findings are not found any more", gone);
        add_notification(told, "note", text);
        free(text);
    }
    cJSON_AddItemToArray(cJSON_AddArrayToObject(run, "invocations"), invocation);
}

static cJSON *run_of(const struct gate *gate)
{
    cJSON *run = cJSON_CreateObject();
    cJSON *driver = cJSON_AddObjectToObject(cJSON_AddObjectToObject(run, "tool"), "driver");
    cJSON_AddStringToObject(driver, "name", "tlscope");
    cJSON_AddStringToObject(driver, "version", TLSCOPE_VERSION);
    cJSON *rules = cJSON_AddArrayToObject(driver, "rules");
    size_t *numbers = number_rules(&gate->checked, rules);
    add_invocation(run, gate);
    cJSON_AddStringToObject(run, "columnKind", "unicodeCodePoints");
    cJSON *results = cJSON_AddArrayToObject(run, "results");
    for (size_t i = 0; i < gate->checked.count; i++) {
        cJSON_AddItemToArray(results, sarif_result(gate, &gate->checked.items[i], numbers[i]));
    }
    free(numbers);
    return run;
}

bool output_sarif(const struct gate *gate, FILE *file)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    cJSON_AddStringToObject(root, "version", "2.1.0");
    cJSON_AddItemToArray(cJSON_AddArrayToObject(root, "runs"), run_of(gate));
    return print_write(root, file);
}
