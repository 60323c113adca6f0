/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "sarif.h"

/* A path as a URI: relative to where the reader keeps the sources, or absolute. */
static void add_uri(cJSON *object, const char *path)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
    static const char digits[] = "0123456789ABCDEF";
    char *uri = memory_new(3 * strlen(path) + sizeof("file://"));
    char *end = path[0] == '/' ? stpcpy(uri, "file://") : uri;
    for (; *path != '\0'; path++) {
        unsigned char byte = (unsigned char)*path;
        if (strchr(plain, byte)) {
            *end++ = *path;
        } else {
            *end++ = '%';
            *end++ = digits[byte >> 4];
            *end++ = digits[byte & 15];
        }
    }
    cJSON_AddStringToObject(object, "uri", uri);
    free(uri);
}

static void add_physical(cJSON *location, const struct checked_place *place)
{
    if (place->file[0] == '\0') {
        return;
    }
    cJSON *physical = cJSON_AddObjectToObject(location, "physicalLocation");
    add_uri(cJSON_AddObjectToObject(physical, "artifactLocation"), place->file);
    if (place->line > 0) {
        cJSON_AddNumberToObject(cJSON_AddObjectToObject(physical, "region"), "startLine", (double)place->line);
    }
}

static void add_logical(cJSON *location, const struct checked_place *place)
{
    if (place->function[0] == '\0') {
        return;
    }
    cJSON *logical = cJSON_CreateObject();
    cJSON_AddStringToObject(logical, "name", place->function);
    cJSON_AddStringToObject(logical, "kind", "function");
    cJSON_AddItemToArray(cJSON_AddArrayToObject(location, "logicalLocations"), logical);
}

static cJSON *location_of(const struct checked_place *place)
{
    cJSON *location = cJSON_CreateObject();
    add_physical(location, place);
    add_logical(location, place);
    return location;
}

static void add_related(cJSON *result, const struct checked_finding *finding)
{
    cJSON *related = cJSON_AddArrayToObject(result, "relatedLocations");
    for (size_t i = finding->has_cause; i < finding->place_count; i++) {
        const struct checked_place *place = &finding->places[i];
        char *text = memory_print("%s %s", place->role, place->text);
        cJSON *location = location_of(place);
        cJSON_AddNumberToObject(location, "id", (double)i);
        cJSON_AddStringToObject(cJSON_AddObjectToObject(location, "message"), "text", text);
        free(text);
        cJSON_AddItemToArray(related, location);
    }
}

/* Present in every result, as the format asks when it is in any. */
static void add_suppression(cJSON *result, const struct suppression *suppression)
{
    cJSON *array = cJSON_AddArrayToObject(result, "suppressions");
    if (suppression) {
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "kind", "external");
        cJSON_AddStringToObject(item, "status", "accepted");
        cJSON_AddStringToObject(item, "justification", suppression->line);
        cJSON_AddItemToArray(array, item);
    }
}

static void add_baseline_state(cJSON *result, const struct checked_finding *finding)
{
    const char *state = finding->status == STATUS_KNOWN ? "unchanged" : finding->grown ? "updated" : "new";
    cJSON_AddStringToObject(result, "baselineState", state);
}

static void add_properties(cJSON *result, const struct checked_finding *finding)
{
    cJSON *properties = cJSON_AddObjectToObject(result, "properties");
    cJSON_AddStringToObject(properties, "category", category_word(finding->category));
    cJSON_AddStringToObject(properties, "status", status_word(finding->status));
    cJSON_AddStringToObject(properties, "program", finding->process->program);
    cJSON_AddNumberToObject(properties, "pid", (double)finding->process->pid);
    cJSON_AddNumberToObject(properties, "objects", (double)finding->objects);
    cJSON_AddNumberToObject(properties, "bytes", (double)finding->bytes);
    cJSON_AddNumberToObject(properties, "times", (double)finding->times);
}

static void add_message(cJSON *result, const struct checked_finding *finding)
{
    const char *between = finding->fix[0] != '\0' ? "\nfix: " : "";
    char *text = memory_print("%s%s%s", finding->sentence, between, finding->fix);
    cJSON_AddStringToObject(cJSON_AddObjectToObject(result, "message"), "text", text);
    free(text);
}

cJSON *sarif_result(const struct gate *gate, const struct checked_finding *finding, size_t rule)
{
    const struct checked_place *place = checked_place_of(finding);
    cJSON *result = cJSON_CreateObject();
    cJSON_AddStringToObject(result, "ruleId", finding->code);
    cJSON_AddNumberToObject(result, "ruleIndex", (double)rule);
    cJSON_AddStringToObject(result, "level", severity_word(finding->severity));
    add_message(result, finding);
    cJSON *locations = cJSON_AddArrayToObject(result, "locations");
    if (place) {
        cJSON_AddItemToArray(locations, location_of(place));
    }
    add_related(result, finding);
    cJSON_AddStringToObject(cJSON_AddObjectToObject(result, "partialFingerprints"), "tlscopeKey/v1", finding->key);
    add_suppression(result, finding->suppression);
    if (gate->has_baseline) {
        add_baseline_state(result, finding);
    }
    add_properties(result, finding);
    return result;
}
