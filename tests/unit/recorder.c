/* SPDX-License-Identifier: MIT */
#include "recorder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hook/trace.h"

static struct {
    struct recorded *events;
    size_t count, room;
} kept;

static struct recorded *next_place(enum tl_event_id id)
{
    if (kept.count == kept.room) {
        kept.room = kept.room == 0 ? 1024 : kept.room * 2;
        kept.events = realloc(kept.events, kept.room * sizeof *kept.events);
        assert_non_null(kept.events);
    }
    kept.events[kept.count].id = id;
    return &kept.events[kept.count++];
}

/* Texts live only as long as their call: copies are kept beside the events. */
static struct {
    char **items;
    size_t count, room;
} texts;

static const char *keep_text(const char *text)
{
    if (texts.count == texts.room) {
        texts.room = texts.room == 0 ? 1024 : texts.room * 2;
        texts.items = realloc(texts.items, texts.room * sizeof *texts.items);
        assert_non_null(texts.items);
    }
    texts.items[texts.count] = strdup(text);
    assert_non_null(texts.items[texts.count]);
    return texts.items[texts.count++];
}

#define U8(field)
#define U16(field)
#define U32(field)
#define U64(field)
#define I64(field)
#define PTR(field)
#define STR(field) copy->field = keep_text(event->field);
#define TL_EVENT(name, fields)                                                                                         \
    static void keep_##name(const struct tl_event_##name *event)                                                       \
    {                                                                                                                  \
        struct tl_event_##name *copy = &next_place(TL_EVENT_##name)->name;                                             \
        *copy = *event;                                                                                                \
        fields                                                                                                         \
    }
#include "tracepoints/events.def"
#undef TL_EVENT

/* Not what depends on the clock. */
#define TL_EVENT(name, fields)                                                                                         \
    static const int enabled_##name = TL_EVENT_##name != TL_EVENT_resident && TL_EVENT_##name != TL_EVENT_footprint;
#include "tracepoints/events.def"
#undef TL_EVENT

static void at_fork(sigset_t *saved)
{
    (void)saved;
}

static const struct tl_tracer recorder = {
    .format = TL_TRACE_FORMAT,
#define TL_EVENT(name, fields) .enabled[TL_EVENT_##name] = &enabled_##name, .name = keep_##name,
#include "tracepoints/events.def"
#undef TL_EVENT
    .before_fork = at_fork,
    .after_fork_parent = at_fork,
    .after_fork_child = at_fork,
};

void recorder_start(void)
{
    kept.count = 0;
    while (texts.count != 0)
        free(texts.items[--texts.count]);
    trace_use(&recorder);
}

static const struct recorded *find(enum tl_event_id id, size_t place)
{
    for (size_t i = 0; i < kept.count; i++) {
        if (kept.events[i].id == id && place-- == 0)
            return &kept.events[i];
    }
    return NULL;
}

size_t recorder_count(enum tl_event_id id)
{
    size_t count = 0;
    for (size_t i = 0; i < kept.count; i++)
        count += kept.events[i].id == id;
    return count;
}

const struct recorded *recorder_event(enum tl_event_id id, size_t place)
{
    const struct recorded *event = find(id, place);
    assert_non_null(event);
    return event;
}

const struct recorded *recorder_last(enum tl_event_id id)
{
    const size_t count = recorder_count(id);
    assert_int_not_equal(count, 0);
    return find(id, count - 1);
}

size_t recorder_diagnostics(enum tl_diagnostic code)
{
    size_t count = 0;
    for (size_t i = 0; i < kept.count; i++)
        count += kept.events[i].id == TL_EVENT_diagnostic && kept.events[i].diagnostic.code == (uint8_t)code;
    return count;
}

void recorder_expect_only(enum tl_diagnostic code)
{
    for (size_t i = 0; i < kept.count; i++) {
        if (kept.events[i].id == TL_EVENT_diagnostic)
            assert_int_equal(kept.events[i].diagnostic.code, code);
    }
    assert_int_equal(recorder_diagnostics(code), 1);
}
