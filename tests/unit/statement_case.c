/* SPDX-License-Identifier: MIT */
#include "statement_case.h"

#include <stdlib.h>

#include "manager/manager.h"

uint32_t line_of_site(uint32_t site, enum tl_frame *frame)
{
    uint32_t statement = 0;
    for (size_t i = 0; i < recorder_count(TL_EVENT_site); i++) {
        const struct tl_event_site *told = &recorder_event(TL_EVENT_site, i)->site;
        if (told->site == site) {
            statement = told->statement;
            *frame = told->frame;
        }
    }
    for (size_t i = 0; i < recorder_count(TL_EVENT_site_statement); i++) {
        const struct tl_event_site_statement *told = &recorder_event(TL_EVENT_site_statement, i)->site_statement;
        if (told->site == site) {
            statement = told->statement;
            *frame = told->frame;
        }
    }
    for (size_t i = 0; i < recorder_count(TL_EVENT_statement); i++) {
        const struct tl_event_statement *told = &recorder_event(TL_EVENT_statement, i)->statement;
        if (told->statement == statement)
            return told->line;
    }
    return NO_LINE;
}

uint32_t line_of_acquire(size_t place, enum tl_frame *frame)
{
    return line_of_site(recorder_event(TL_EVENT_ptr_acquire, place)->ptr_acquire.site, frame);
}

void expect_acquire(size_t place, uint32_t line, enum tl_frame frame)
{
    enum tl_frame found = TL_FRAME_OWN;
    assert_int_equal(line_of_acquire(place, &found), line);
    assert_int_equal(found, frame);
}

void *registered;

int set_up(void **state)
{
    (void)state;
    registered = malloc(16);
    tl_mem_register_struct(registered);
    runtime.options.source = SOURCE_AFTER;
    recorder_start();
    return 0;
}

int tear_down(void **state)
{
    (void)state;
    while (tl_get_refcount_count() != 0)
        tl_ptr_release(registered);
    return 0;
}
