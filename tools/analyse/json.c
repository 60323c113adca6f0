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

static cJSON *site_of(const struct process *process, uint32_t site)
{
    char text[SITE_TEXT_BYTES];
    if (site == 0) {
        return cJSON_CreateNull();
    }
    cJSON *item = cJSON_CreateObject();
    sites_text(&process->sites, site, text, sizeof(text));
    json_count(item, "number", site);
    cJSON_AddStringToObject(item, "text", text);
    return item;
}

void json_site(cJSON *object, const char *name, const struct process *process, uint32_t site)
{
    cJSON_AddItemToObject(object, name, site_of(process, site));
}

void json_item_site(cJSON *array, const struct process *process, uint32_t site)
{
    cJSON_AddItemToArray(array, site_of(process, site));
}
