/* SPDX-License-Identifier: MIT */
#include "messages.h"

#include <stdlib.h>

#include "memory.h"

void messages_add(struct message_list *list, const struct message *message)
{
    if (list->count == MESSAGES_MOST) {
        list->left_out++;
        return;
    }
    if (list->count == list->room) {
        list->room = list->room ? 2 * list->room : 16;
        list->messages = memory_resize(list->messages, list->room, sizeof(*list->messages));
    }
    list->messages[list->count++] = *message;
}

void messages_free(struct message_list *list)
{
    free(list->messages);
}

void diagnostics_write(const struct message_list *list, const struct site_rows *sites, const struct ledgers *ledgers,
                       struct tlview *tlview)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct message *message = &list->messages[i];
        tlview_add(tlview, TLVIEW_DIAGNOSTIC_TIME, message->time);
        tlview_add(tlview, TLVIEW_DIAGNOSTIC_CODE, message->code);
        tlview_add(tlview, TLVIEW_DIAGNOSTIC_SEVERITY, message->severity);
        tlview_add(tlview, TLVIEW_DIAGNOSTIC_SITE, site_rows_row(sites, message->process, message->site));
        tlview_add(tlview, TLVIEW_DIAGNOSTIC_OBJECT, ledgers_row_of(ledgers, message->process, message->object));
        tlview_add(tlview, TLVIEW_DIAGNOSTIC_TEXT, message->text);
    }
}

void marks_write(const struct message_list *list, const struct site_rows *sites, struct tlview *tlview)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct message *message = &list->messages[i];
        tlview_add(tlview, TLVIEW_MARK_TIME, message->time);
        tlview_add(tlview, TLVIEW_MARK_TEXT, message->text);
        tlview_add(tlview, TLVIEW_MARK_SITE, site_rows_row(sites, message->process, message->site));
    }
}
