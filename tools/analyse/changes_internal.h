/* SPDX-License-Identifier: MIT */
/* What the files of changes share. */
#ifndef TLSCOPE_ANALYSE_CHANGES_INTERNAL_H
#define TLSCOPE_ANALYSE_CHANGES_INTERNAL_H

#include "changes.h"

/* The object of that number, made up when its own event was lost; NULL for number 0. */
struct object *change_object(struct replay *replay, uint32_t number);

void change_count(struct replay *replay, struct object *object, uint32_t count);
void change_end(struct replay *replay, struct object *object, enum tl_fate fate);

/* A size that nobody else tells. */
void change_bytes(struct replay *replay, struct object *object, uint64_t bytes);

/* Another place where it was first seen. */
void change_site(struct replay *replay, struct object *object, uint32_t site);

/* A new entry of the ledger; `scope` may be NULL. */
void change_note(struct replay *replay, struct object *object, enum ledger_op op, uint32_t site,
                 const struct scope *scope, uint32_t count);

#endif
