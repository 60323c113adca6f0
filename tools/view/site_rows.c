/* SPDX-License-Identifier: MIT */
#include "site_rows.h"

#include <stdlib.h>

#include "frames.h"
#include "memory.h"
#include "site_words.h"

enum { PLACE_BYTES = 512, SITES_SPARE = 4096 };

struct stack_node {
    struct stack_key {
        uint32_t parent;
        uint32_t frame;
    } key;
    uint32_t row;
};

struct writer {
    const struct site_rows *places;
    const struct sites *sites; /* of the process at hand */
    size_t process;
    struct frames frames;
    uint32_t frames_base; /* row of its frame 0 */
    struct grouping stacks;
    struct strings *strings;
    struct tlview *tlview;
};

/* Sites are numbered as they appear; a damaged trace may name one of any number, which gets no row then. */
static uint32_t sites_most(const struct sites *sites)
{
    const size_t reasonable = 2 * sites->sites.count + SITES_SPARE;
    uint32_t most = 0;
    for (size_t i = 0; i < sites->sites.count; i++) {
        const struct site *site = sites->sites.entries[i];
        most = site->key > most && site->key <= reasonable ? site->key : most;
    }
    return most;
}

void site_rows_init(struct site_rows *places, const struct analysis *analysis)
{
    uint32_t base = 0;
    *places = (struct site_rows){.processes = memory_new((analysis->count + 1) * sizeof(*places->processes)),
                                 .count = analysis->count};
    for (size_t i = 0; i < analysis->count; i++) {
        places->processes[i] = (struct site_rows_process){base, sites_most(&analysis->processes[i]->sites)};
        base += places->processes[i].most;
    }
}

void site_rows_free(struct site_rows *places)
{
    free(places->processes);
}

static uint32_t stack_row(struct writer *writer, uint32_t parent, uint32_t frame)
{
    const struct stack_key key = {parent, frame};
    const size_t known = writer->stacks.count;
    struct stack_node *node = grouping_entry(&writer->stacks, &key);
    if (writer->stacks.count > known) {
        node->row = (uint32_t)known + 1;
        tlview_add(writer->tlview, TLVIEW_STACK_PARENT, parent);
        tlview_add(writer->tlview, TLVIEW_STACK_FRAME, frame);
    }
    return node->row;
}

static uint32_t stack_of_site(struct writer *writer, uint32_t site)
{
    uint32_t numbers[STACK_MOST];
    uint32_t row = 0;
    for (size_t i = frames_of_site(&writer->frames, site, numbers); i > 0; i--) {
        row = stack_row(writer, row, writer->frames_base + numbers[i - 1]);
    }
    return row;
}

static enum tl_stack_end stack_end(const struct sites *sites, uint32_t site)
{
    const struct code_address *codes[STACK_MOST];
    enum tl_stack_end end = TL_STACK_END_OUTERMOST;
    sites_stack(sites, site, codes, STACK_MOST, &end);
    return end;
}

static void site_add(struct writer *writer, const char *label, const struct site_facts *facts, uint32_t stack,
                     uint32_t place, unsigned end)
{
    tlview_add(writer->tlview, TLVIEW_SITE_LABEL, strings_number(writer->strings, label));
    tlview_add(writer->tlview, TLVIEW_SITE_FUNCTION, strings_number(writer->strings, facts->function));
    tlview_add(writer->tlview, TLVIEW_SITE_FILE, strings_number(writer->strings, facts->file));
    tlview_add(writer->tlview, TLVIEW_SITE_LINE, facts->line);
    tlview_add(writer->tlview, TLVIEW_SITE_STACK, stack);
    tlview_add(writer->tlview, TLVIEW_SITE_PLACE, place);
    tlview_add(writer->tlview, TLVIEW_SITE_END, end);
}

/* A number that no event told of has a row, too, so that numbers and rows go together. */
static void site_write(struct writer *writer, uint32_t number)
{
    char label[PLACE_BYTES] = "";
    if (!sites_find(writer->sites, number)) {
        site_add(writer, label, &(struct site_facts){0}, 0, site_rows_row(writer->places, writer->process, number), 0);
        return;
    }
    const struct site_facts facts = site_facts(writer->sites, number);
    site_text(writer->sites, number, label, sizeof(label));
    site_add(writer, label, &facts, stack_of_site(writer, number),
             site_rows_row(writer->places, writer->process, sites_place(writer->sites, number)),
             stack_end(writer->sites, number));
}

static void frame_add(struct writer *writer, const char *label, const struct code_frame *frame, const char *module)
{
    tlview_add(writer->tlview, TLVIEW_FRAME_LABEL, strings_number(writer->strings, label));
    tlview_add(writer->tlview, TLVIEW_FRAME_FUNCTION, strings_number(writer->strings, frame->key.function));
    tlview_add(writer->tlview, TLVIEW_FRAME_FILE, strings_number(writer->strings, frame->key.file));
    tlview_add(writer->tlview, TLVIEW_FRAME_LINE, frame->key.line);
    tlview_add(writer->tlview, TLVIEW_FRAME_MODULE, strings_number(writer->strings, module));
}

static void frames_write(struct writer *writer)
{
    char label[FRAME_TEXT_BYTES];
    for (uint32_t i = 0; i < writer->frames.table.count; i++) {
        const struct code_frame *frame = frames_at(&writer->frames, i);
        const struct module *module = frame->code ? sites_module(writer->sites, frame->code->module) : NULL;
        frame_text(&writer->frames, frame, label, sizeof(label));
        frame_add(writer, label, frame, module ? module->path : NULL);
    }
}

static void process_write(struct writer *writer, const struct sites *sites)
{
    writer->sites = sites;
    frames_init(&writer->frames, sites, false);
    for (uint32_t number = 1; number <= writer->places->processes[writer->process].most; number++) {
        site_write(writer, number);
    }
    frames_write(writer);
    writer->frames_base += (uint32_t)writer->frames.table.count;
    frames_free(&writer->frames);
}

void site_rows_write(const struct site_rows *places, const struct analysis *analysis, struct strings *strings,
                     struct tlview *tlview)
{
    struct writer writer = {.places = places,
                            .stacks = GROUPING_OF(struct stack_node),
                            .frames_base = 1,
                            .strings = strings,
                            .tlview = tlview};
    frame_add(&writer, "", &(struct code_frame){.number = 0}, NULL);
    tlview_add(tlview, TLVIEW_STACK_PARENT, 0);
    tlview_add(tlview, TLVIEW_STACK_FRAME, 0);
    site_add(&writer, "", &(struct site_facts){0}, 0, 0, 0);
    for (; writer.process < analysis->count; writer.process++) {
        process_write(&writer, &analysis->processes[writer.process]->sites);
    }
    grouping_free(&writer.stacks);
}
