/* SPDX-License-Identifier: MIT */
#include "ledgers.h"

#include <stdlib.h>

#include "memory.h"

struct tick {
    uint64_t time;
    struct ledger_entry entry;
};

/* What was done to an object. */
struct log {
    struct tick *ticks;
    uint32_t count;
    uint32_t room;
    uint32_t left_out;
    bool named; /* by a diagnostic */
};

struct subject {
    struct subject_key {
        uint32_t process;
        uint32_t object;
    } key;
    struct log log;
    bool wanted;  /* however many objects there are */
    uint64_t row; /* plus 1; 0 while it is not known */
};

void ledgers_init(struct ledgers *ledgers)
{
    *ledgers = (struct ledgers){.subjects = GROUPING_OF(struct subject)};
}

/* The log of an object; one is begun with its first entry. Those of objects that ended are closed. */
static struct log *log_of(struct open_ledgers *open, const struct object *object)
{
    struct log *log = idmap_find(&open->list, object->number);
    if (!log && object->ledger.count == 1) {
        log = memory_new(sizeof(*log));
        idmap_put(&open->list, object->number, log);
    }
    return log;
}

void ledgers_add(struct open_ledgers *open, const struct object *object, const struct ledger_entry *entry,
                 uint64_t time)
{
    struct log *log = log_of(open, object);
    if (!log) {
        return;
    }
    if (log->count == LEDGERS_TICKS_EACH) {
        log->left_out++;
        return;
    }
    if (log->count == log->room) {
        log->room = log->room ? 2 * log->room : 4;
        log->ticks = memory_resize(log->ticks, log->room, sizeof(*log->ticks));
    }
    log->ticks[log->count++] = (struct tick){time, *entry};
}

void ledgers_restate(const struct open_ledgers *open, const struct tl_event_restate *event)
{
    struct log *log = idmap_find(&open->list, event->object);
    if (log && log->count > 0 && log->ticks[log->count - 1].entry.site == event->told) {
        log->ticks[log->count - 1].entry.site = event->site;
    }
}

static struct subject *subject_find(const struct ledgers *ledgers, uint32_t process, uint32_t object)
{
    return grouping_find(&ledgers->subjects, &(struct subject_key){process, object});
}

void ledgers_name(struct ledgers *ledgers, const struct open_ledgers *open, uint32_t object)
{
    struct log *log = object == 0 ? NULL : idmap_find(&open->list, object);
    if (log) {
        log->named = true;
    } else if (object != 0) {
        struct subject *subject = grouping_entry(&ledgers->subjects, &(struct subject_key){open->process, object});
        subject->wanted = true; /* dead: at least its row */
    }
}

static void log_clear(struct log *log)
{
    free(log->ticks);
    *log = (struct log){.ticks = NULL};
}

bool ledgers_are_all(const struct ledgers *ledgers)
{
    return ledgers->lifetimes <= LEDGERS_ALL_MOST;
}

/* There have just become too many objects to keep all ledgers. */
static void thin_out(struct ledgers *ledgers)
{
    struct grouping all = ledgers->subjects;
    ledgers->subjects = (struct grouping)GROUPING_OF(struct subject);
    for (size_t i = 0; i < all.count; i++) {
        struct subject *subject = all.entries[i];
        if (subject->wanted) {
            *(struct subject *)grouping_entry(&ledgers->subjects, &subject->key) = *subject;
        } else {
            ledgers->ticks -= subject->log.count;
            log_clear(&subject->log);
        }
    }
    grouping_free(&all);
}

static void keep(struct ledgers *ledgers, const struct open_ledgers *open, uint32_t object, const struct log *log,
                 bool wanted)
{
    struct subject *subject = grouping_entry(&ledgers->subjects, &(struct subject_key){open->process, object});
    ledgers->ticks += log->count - subject->log.count;
    log_clear(&subject->log); /* of an object that came to life again */
    subject->log = *log;
    subject->wanted |= wanted;
}

void ledgers_close(struct ledgers *ledgers, struct open_ledgers *open, uint32_t object, bool alive)
{
    struct log *log = idmap_find(&open->list, object);
    ledgers->lifetimes++;
    if (ledgers->lifetimes == LEDGERS_ALL_MOST + 1) {
        thin_out(ledgers);
    }
    if (!log) {
        return;
    }
    const bool wanted = alive || log->named;
    ledgers->left_out += log->left_out;
    if ((wanted || ledgers_are_all(ledgers)) && ledgers->ticks + log->count <= LEDGERS_TICKS_MOST) {
        keep(ledgers, open, object, log, wanted);
    } else {
        ledgers->left_out += wanted ? log->count : 0;
        log_clear(log);
    }
    idmap_remove(&open->list, object);
    free(log);
}

void ledgers_finish(struct open_ledgers *open)
{
    size_t at = 0;
    for (struct log *log; (log = idmap_next(&open->list, &at));) {
        log_clear(log);
        free(log);
    }
    idmap_free(&open->list);
}

void ledgers_row(const struct ledgers *ledgers, uint32_t process, uint32_t object, uint64_t row)
{
    struct subject *subject = subject_find(ledgers, process, object);
    if (subject && subject->row == 0) {
        subject->row = row + 1;
    }
}

uint64_t ledgers_row_of(const struct ledgers *ledgers, uint32_t process, uint32_t object)
{
    const struct subject *subject = subject_find(ledgers, process, object);
    return subject ? subject->row : 0;
}

static int by_row(const void *left, const void *right)
{
    const struct subject *a = *(struct subject *const *)left;
    const struct subject *b = *(struct subject *const *)right;
    return compare_numbers(a->row, b->row);
}

static void log_write(const struct subject *subject, const struct site_rows *sites, struct tlview *tlview)
{
    for (uint32_t i = 0; i < subject->log.count && subject->row != 0; i++) {
        const struct tick *tick = &subject->log.ticks[i];
        tlview_add(tlview, TLVIEW_TICK_OBJECT, subject->row - 1);
        tlview_add(tlview, TLVIEW_TICK_TIME, tick->time);
        tlview_add(tlview, TLVIEW_TICK_WHAT, tick->entry.op);
        tlview_add(tlview, TLVIEW_TICK_SITE, site_rows_row(sites, subject->key.process, tick->entry.site));
        tlview_add(tlview, TLVIEW_TICK_COUNT, tick->entry.count);
    }
}

void ledgers_write(struct ledgers *ledgers, const struct site_rows *sites, struct tlview *tlview)
{
    grouping_sort(&ledgers->subjects, by_row);
    for (size_t i = 0; i < ledgers->subjects.count; i++) {
        log_write(ledgers->subjects.entries[i], sites, tlview);
    }
}

void ledgers_free(struct ledgers *ledgers)
{
    for (size_t i = 0; i < ledgers->subjects.count; i++) {
        log_clear(&((struct subject *)ledgers->subjects.entries[i])->log);
    }
    grouping_free(&ledgers->subjects);
}
