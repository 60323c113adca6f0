/* SPDX-License-Identifier: MIT */
#include "view.h"

#include <stdlib.h>

#include "collect.h"
#include "memory.h"
#include "page.h"
#include "print.h"
#include "report_internal.h"

struct view {
    struct tlview tlview;
    struct collector *collector;
};

static bool write_data(struct tlview *tlview, enum view_format format, FILE *file)
{
    struct sink sink = {.file = file, .base64 = format == VIEW_HTML};
    if (format == VIEW_TLVIEW) {
        return tlview_write(tlview, &sink);
    }
    return page_begin(file) && tlview_write(tlview, &sink) && page_end(file);
}

struct view *view_new(void)
{
    struct view *view = memory_new(sizeof(*view));
    tlview_init(&view->tlview);
    view->collector = collector_new(&view->tlview);
    return view;
}

void view_free(struct view *view)
{
    collector_free(view->collector);
    tlview_free(&view->tlview);
    free(view);
}

const struct observer *view_observer(const struct view *view)
{
    return collector_observer(view->collector);
}

bool view_write(struct view *view, const struct report *report, enum view_format format, FILE *file)
{
    cJSON *tree = report_json(report);
    tlview_add_json(&view->tlview, TLVIEW_REPORT, print_text(tree));
    cJSON_Delete(tree);
    return collector_finish(view->collector, report->analysis) && write_data(&view->tlview, format, file);
}

bool view_write_report(cJSON *report, enum view_format format, FILE *file)
{
    struct tlview tlview;
    tlview_init(&tlview);
    tlview_add_json(&tlview, TLVIEW_REPORT, print_text(report));
    const bool written = write_data(&tlview, format, file);
    tlview_free(&tlview);
    return written;
}

bool view_has_page(void)
{
    return page_is_there();
}

bool view_write_linked_page(FILE *file, const char *link)
{
    return page_linked(file, link);
}
