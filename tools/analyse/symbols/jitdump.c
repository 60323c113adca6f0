/* SPDX-License-Identifier: MIT */
/* jitdump, version 1, of a machine like this one: the kernel's tools/perf/Documentation/jitdump-specification.txt. */
#include <stdlib.h>
#include <string.h>

#include "symbols/demangle.h"
#include "symbols/jit_records.h"
#include "symbols/whole_file.h"

#define JITDUMP_MAGIC       0x4A695444u
#define JITDUMP_OTHER_CLOCK UINT64_C(1)

/* LLVM and V8 add the size of the ELF header that perf will put before the code to the addresses of lines. */
#define ELF_HEADER_BYTES UINT64_C(0x40)

enum { JITDUMP_VERSION = 1, CODE_LOAD = 0, CODE_MOVE = 1, CODE_DEBUG_INFO = 2 };

struct file_header {
    uint32_t magic, version, bytes, machine, padding, pid;
    uint64_t time, flags;
};

struct record_header {
    uint32_t type, bytes;
    uint64_t time;
};

/* Behind the record header; name and code follow. */
struct code_load {
    uint32_t pid, thread;
    uint64_t virtual_address, start, bytes, code;
};

struct code_move {
    uint32_t pid, thread;
    uint64_t virtual_address, old_start, start, bytes, code;
};

struct debug_info {
    uint64_t start, count;
};

/* The file's name follows. */
struct debug_entry {
    uint64_t address;
    uint32_t line, discriminator;
};

struct reading {
    struct names *names;
    struct jit_records *records;
    bool clock_is_ours;
    uint64_t start; /* of the code that the latest lines are of: they come before it */
    size_t first_line;
};

/* The part of a record behind its header. */
struct part {
    const char *at;
    size_t bytes;
};

static bool part_take(struct part *part, void *to, size_t bytes)
{
    if (part->bytes < bytes) {
        return false;
    }
    memcpy(to, part->at, bytes);
    *part = (struct part){part->at + bytes, part->bytes - bytes};
    return true;
}

static const char *part_text(struct part *part)
{
    const char *text = part->at;
    const char *end = memchr(text, '\0', part->bytes);
    if (!end) {
        return NULL;
    }
    *part = (struct part){end + 1, part->bytes - (size_t)(end + 1 - text)};
    return text;
}

static void lines_take(struct reading *reading, struct part part)
{
    struct debug_info info;
    struct debug_entry entry;
    const char *file = "";
    reading->first_line = reading->records->line_count;
    if (!part_take(&part, &info, sizeof(info))) {
        return;
    }
    reading->start = info.start;
    while (info.count-- > 0 && part_take(&part, &entry, sizeof(entry))) {
        const char *text = part_text(&part);
        if (!text) {
            return;
        }
        if (strcmp(text, "\xff") != 0) { /* the same as before */
            file = names_keep(reading->names, text);
        }
        jit_records_add_line(reading->records, (struct jit_line){entry.address, entry.line, file});
    }
}

/* How far the latest lines are from their code: such a compiler's first one is behind the header exactly. */
static uint64_t lines_shift(const struct reading *reading)
{
    uint64_t first = UINT64_MAX;
    for (size_t i = reading->first_line; i < reading->records->line_count; i++) {
        const uint64_t address = reading->records->lines[i].address;
        first = address < first ? address : first;
    }
    return first == reading->start + ELF_HEADER_BYTES ? ELF_HEADER_BYTES : 0;
}

static void load_take(struct reading *reading, uint64_t time, struct part part)
{
    struct code_load load;
    const char *name = part_take(&part, &load, sizeof(load)) ? part_text(&part) : NULL;
    if (!name || load.start + load.bytes < load.start) {
        return;
    }
    const bool has_lines = reading->start == load.start;
    jit_records_add(reading->records,
                    (struct jit_record){
                        .function = demangle_keep(reading->names, name),
                        .start = load.start,
                        .end = load.start + load.bytes,
                        .time = reading->clock_is_ours ? time : 0,
                        .code = load.code,
                        .first_line = reading->first_line,
                        .line_count = has_lines ? reading->records->line_count - reading->first_line : 0,
                        .moved = has_lines ? 0 - lines_shift(reading) : 0,
                    });
    reading->start = 0;
}

static void move_take(struct reading *reading, uint64_t time, struct part part)
{
    struct code_move move;
    if (!part_take(&part, &move, sizeof(move)) || move.start + move.bytes < move.start) {
        return;
    }
    for (size_t i = reading->records->count; i > 0; i--) {
        struct jit_record record = reading->records->list[i - 1];
        if (record.code == move.code) {
            record.moved += move.start - record.start;
            record.start = move.start;
            record.end = move.start + move.bytes;
            record.time = reading->clock_is_ours ? time : 0;
            jit_records_add(reading->records, record);
            return;
        }
    }
}

static void record_take(struct reading *reading, const struct record_header *header, struct part part)
{
    switch (header->type) {
    case CODE_LOAD:
        load_take(reading, header->time, part);
        break;
    case CODE_MOVE:
        move_take(reading, header->time, part);
        break;
    case CODE_DEBUG_INFO:
        lines_take(reading, part);
        break;
    default:
        break;
    }
}

static void records_take(struct reading *reading, struct part rest)
{
    struct record_header header;
    while (part_take(&rest, &header, sizeof(header)) && header.bytes >= sizeof(header) &&
           header.bytes - sizeof(header) <= rest.bytes) {
        const size_t bytes = header.bytes - sizeof(header);
        record_take(reading, &header, (struct part){rest.at, bytes});
        rest = (struct part){rest.at + bytes, rest.bytes - bytes};
    }
}

void jitdump_read(const char *path, struct names *names, struct jit_records *records)
{
    struct whole_file file;
    struct file_header header;
    if (!whole_file_read(path, &file)) {
        return;
    }
    struct part rest = {file.bytes, file.size};
    if (part_take(&rest, &header, sizeof(header)) && header.magic == JITDUMP_MAGIC &&
        header.version == JITDUMP_VERSION && header.bytes >= sizeof(header) &&
        header.bytes - sizeof(header) <= rest.bytes) {
        const size_t more = header.bytes - sizeof(header);
        struct reading reading = {names, records, !(header.flags & JITDUMP_OTHER_CLOCK), 0, 0};
        records_take(&reading, (struct part){rest.at + more, rest.bytes - more});
    }
    free(file.bytes);
}
