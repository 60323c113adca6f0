/* SPDX-License-Identifier: MIT */
/* The ledger of an object, entry by entry. */
#include "report_internal.h"

cJSON *json_ledger_entry(const struct process *process, const struct ledger_entry *entry)
{
    cJSON *item = cJSON_CreateObject();
    char caller[SITE_TEXT_BYTES];
    cJSON_AddStringToObject(item, "operation", ledger_op_name(entry->op));
    json_site(item, "place", process, entry->site);
    json_text_or_null(item, "caller",
                      site_caller_text(&process->sites, entry->site, caller, sizeof(caller)) ? caller : NULL);
    json_count(item, "scope", entry->scope);
    json_count(item, "count", entry->count);
    return item;
}

void json_ledger(cJSON *object, const struct process *process, const struct ledger *ledger)
{
    cJSON *array = cJSON_AddArrayToObject(object, "ledger");
    const size_t kept = ledger_kept(ledger);
    for (size_t i = 0; i < kept; i++) {
        cJSON_AddItemToArray(array, json_ledger_entry(process, ledger_entry(ledger, i)));
    }
    json_count(object, "ledger_left_out", ledger->count - kept);
}
