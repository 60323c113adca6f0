/* SPDX-License-Identifier: MIT */
#include "symbols/jit_records.h"

#include <stdlib.h>

#include "memory.h"
#include "symbols/moment.h"

void jit_records_add(struct jit_records *records, struct jit_record record)
{
    if ((records->count & (records->count - 1)) == 0) { /* full at every power of two */
        records->list = memory_resize(records->list, records->count * 2 + 1, sizeof(record));
    }
    records->list[records->count] = record;
    intervals_add(&records->by_address, record.start, record.end, records->count++);
}

void jit_records_add_line(struct jit_records *records, struct jit_line line)
{
    if ((records->line_count & (records->line_count - 1)) == 0) {
        records->lines = memory_resize(records->lines, records->line_count * 2 + 1, sizeof(line));
    }
    records->lines[records->line_count++] = line;
}

void jit_records_free(struct jit_records *records)
{
    intervals_free(&records->by_address);
    free(records->list);
    free(records->lines);
}

static const struct jit_record *record_at(struct jit_records *records, uint64_t address, uint64_t time)
{
    struct moment best = moment_none(time);
    size_t place = SIZE_MAX;
    const struct interval *found = intervals_next(&records->by_address, address, &place);
    for (; found; found = intervals_next(&records->by_address, address, &place)) {
        moment_take(&best, records->list[found->item].time, found->item);
    }
    return best.found ? &records->list[best.item] : NULL;
}

/* The line whose code begins last before the address; lines need not be in order. */
static const struct jit_line *line_at(const struct jit_records *records, const struct jit_record *record,
                                      uint64_t address)
{
    const struct jit_line *best = NULL;
    for (size_t i = 0; i < record->line_count; i++) {
        const struct jit_line *line = &records->lines[record->first_line + i];
        if (line->address <= address && (!best || line->address >= best->address)) {
            best = line;
        }
    }
    return best;
}

void jit_records_find(struct jit_records *records, uint64_t address, uint64_t time, struct answer *answer)
{
    const struct jit_record *record = record_at(records, address, time);
    if (!record) {
        return;
    }
    const struct jit_line *line = line_at(records, record, address - record->moved);
    answer->count = 1;
    answer->start = record->start;
    answer->frames[0] = (struct source_frame){.function = record->function};
    if (line && line->line > 0 && line->file[0]) {
        answer->frames[0].file = line->file;
        answer->frames[0].line = line->line;
    }
}
