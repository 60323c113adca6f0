/* SPDX-License-Identifier: MIT */
/* The section on places: each with its statement, its code and its stacks. */
#include "report_internal.h"

enum { STACK_MOST = 256, STACKS_SHOWN = 3 };

static cJSON *call_json(const struct sites *sites, const struct source_call *call)
{
    const struct code_address *code = call->code;
    cJSON *item = cJSON_CreateObject();
    const struct module *module = sites_module(sites, code->module);
    json_address(item, "address", code->value);
    json_text_or_null(item, "module", module ? module->path : NULL);
    json_text_or_null(item, "build_id", module ? module->build_id : NULL);
    json_address(item, "offset", code->offset);
    json_text_or_null(item, "symbol", code->symbol);
    json_text_or_null(item, "function", call->function);
    json_text_or_null(item, "inlined_in", call->inlined ? code->inlined_in : NULL);
    json_text_or_null(item, "file", call->file);
    json_count(item, "line", call->line);
    return item;
}

static cJSON *statement_json(const struct sites *sites, uint32_t site)
{
    const struct statement *statement = sites_statement(sites, site);
    if (!statement) {
        return cJSON_CreateNull();
    }
    cJSON *item = cJSON_CreateObject();
    json_text_or_null(item, "file", statement->file);
    json_count(item, "line", statement->line);
    json_count(item, "column", statement->column);
    json_text_or_null(item, "tag", statement->tag);
    json_count(item, "ordinal", statement->ordinal);
    cJSON_AddBoolToObject(item, "own", sites_find(sites, site)->frame == TL_FRAME_OWN);
    return item;
}

cJSON *json_stack(const struct process *process, uint32_t site)
{
    struct source_call calls[STACK_MOST];
    enum tl_stack_end end;
    const size_t count = source_calls(&process->sites, site, calls, STACK_MOST, &end);
    cJSON *item = cJSON_CreateObject();
    cJSON *array = cJSON_AddArrayToObject(item, "frames");
    for (size_t i = 0; i < count; i++) {
        cJSON_AddItemToArray(array, call_json(&process->sites, &calls[i]));
    }
    cJSON_AddStringToObject(item, "end", stack_end_name(end));
    return item;
}

static cJSON *place_section(const struct process *process, uint32_t place)
{
    cJSON *item = cJSON_CreateObject();
    json_count(item, "number", place);
    cJSON_AddItemToObject(item, "place", json_place(process, place));
    cJSON_AddItemToObject(item, "statement", statement_json(&process->sites, place));
    cJSON_AddArrayToObject(item, "stacks");
    return item;
}

/* A place comes before the other sites that are it. The heap's own places are in its section. */
cJSON *json_sites(const struct process *process)
{
    cJSON *array = cJSON_CreateArray();
    struct idmap stacks = {0};
    for (size_t i = 0; i < process->sites.sites.count; i++) {
        const struct site *site = process->sites.sites.entries[i];
        if (site->key >= SITES_OF_ALLOCATIONS) {
            continue;
        }
        if (site->place == site->key) {
            cJSON *item = place_section(process, site->key);
            idmap_put(&stacks, site->key, cJSON_GetObjectItem(item, "stacks"));
            cJSON_AddItemToArray(array, item);
        }
        cJSON *list = idmap_find(&stacks, site->place);
        if (cJSON_GetArraySize(list) < STACKS_SHOWN) {
            cJSON_AddItemToArray(list, json_stack(process, site->key));
        }
    }
    idmap_free(&stacks);
    return array;
}
