/* SPDX-License-Identifier: MIT */
/* The members that all sections of the JSON report are made of. */
#include <inttypes.h>
#include <stdio.h>

#include "report_internal.h"

void json_count(cJSON *object, const char *name, uint64_t value)
{
    cJSON_AddNumberToObject(object, name, (double)value);
}

void json_time(cJSON *object, const char *name, const struct process *process, int64_t time_ns)
{
    cJSON_AddNumberToObject(object, name, (double)(time_ns - process->first_ns));
}

void json_address(cJSON *object, const char *name, uint64_t value)
{
    char text[24];
    snprintf(text, sizeof(text), "0x%" PRIx64, value);
    cJSON_AddStringToObject(object, name, text);
}

void json_text_or_null(cJSON *object, const char *name, const char *text)
{
    cJSON_AddItemToObject(object, name, text && text[0] ? cJSON_CreateString(text) : cJSON_CreateNull());
}

cJSON *json_place(const struct process *process, uint32_t site)
{
    char text[SITE_TEXT_BYTES];
    if (site == 0) {
        return cJSON_CreateNull();
    }
    cJSON *item = cJSON_CreateObject();
    const struct site_facts facts = site_facts(&process->sites, site);
    site_text(&process->sites, site, text, sizeof(text));
    json_count(item, "number", sites_place(&process->sites, site));
    cJSON_AddStringToObject(item, "text", text);
    json_text_or_null(item, "function", facts.function);
    json_text_or_null(item, "file", facts.file);
    json_count(item, "line", facts.line);
    cJSON_AddStringToObject(item, "source", facts.source);
    return item;
}

void json_site(cJSON *object, const char *name, const struct process *process, uint32_t site)
{
    cJSON_AddItemToObject(object, name, json_place(process, site));
}

void json_item_site(cJSON *array, const struct process *process, uint32_t site)
{
    cJSON_AddItemToArray(array, json_place(process, site));
}
