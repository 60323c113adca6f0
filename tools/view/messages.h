/* SPDX-License-Identifier: MIT */
/* The diagnostics and marks of a recording, one by one; the first MESSAGES_MOST of each. */
#ifndef TLSCOPE_VIEW_MESSAGES_H
#define TLSCOPE_VIEW_MESSAGES_H

#include "ledgers.h"
#include "string_table.h"

enum { MESSAGES_MOST = 10000 };

struct message {
    uint64_t time;
    uint32_t process;
    uint32_t site;
    uint32_t text; /* a string, as `code` */
    uint32_t code;
    uint32_t object;
    uint8_t severity;
};

/* A zeroed one is empty. */
struct message_list {
    struct message *messages;
    size_t count;
    size_t room;
    uint64_t left_out;
};

void messages_add(struct message_list *list, const struct message *message);

void messages_free(struct message_list *list);

/* Once the rows of sites and objects are known. */
void diagnostics_write(const struct message_list *list, const struct site_rows *sites, const struct ledgers *ledgers,
                       struct tlview *tlview);
void marks_write(const struct message_list *list, const struct site_rows *sites, struct tlview *tlview);

#endif
