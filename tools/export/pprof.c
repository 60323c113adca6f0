/* SPDX-License-Identifier: MIT */
/* profile.proto of pprof, gzipped. A frame is a location of its own: an address has one for each function inlined. */
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "formats.h"
#include "profile.h"
#include "protobuf.h"

/* Field numbers of profile.proto, by message. */
enum { PROFILE_SAMPLE_TYPE = 1, PROFILE_SAMPLE, PROFILE_MAPPING, PROFILE_LOCATION, PROFILE_FUNCTION, PROFILE_STRING };
enum { PROFILE_TIME = 9, PROFILE_DURATION, PROFILE_PERIOD_TYPE, PROFILE_PERIOD, PROFILE_COMMENT, PROFILE_DEFAULT };
enum { TYPE_TYPE = 1, TYPE_UNIT };
enum { SAMPLE_LOCATION = 1, SAMPLE_VALUE, SAMPLE_LABEL };
enum { LABEL_KEY = 1, LABEL_TEXT };
enum { MAPPING_ID = 1, MAPPING_START, MAPPING_LIMIT, MAPPING_FILE = 5, MAPPING_BUILD_ID, MAPPING_FUNCTIONS };
enum { MAPPING_FILES = MAPPING_FUNCTIONS + 1, MAPPING_LINES, MAPPING_INLINED };
enum { LOCATION_ID = 1, LOCATION_MAPPING, LOCATION_ADDRESS, LOCATION_LINE };
enum { LINE_FUNCTION = 1, LINE_LINE, LINE_COLUMN };
enum { FUNCTION_ID = 1, FUNCTION_NAME, FUNCTION_SYSTEM_NAME, FUNCTION_FILE };

/* A text or a function: its number is its place in the order of appearance. */
struct text_entry {
    const char *key;
    uint64_t number;
};
struct function_entry {
    struct function_key {
        const char *name;
        const char *file;
    } key;
    uint64_t number;
};

struct writer {
    struct protobuf profile;
    struct protobuf message; /* being put together */
    struct protobuf inner;   /* likewise, within that one */
    struct names names;
    struct grouping texts;
    struct grouping functions;
};

static uint64_t text_number(struct writer *writer, const char *text)
{
    const char *key = names_keep(&writer->names, text);
    struct text_entry *entry = grouping_entry(&writer->texts, &key);
    if (entry->number == 0) {
        entry->number = writer->texts.count;
    }
    return entry->number - 1;
}

static uint64_t function_number(struct writer *writer, const char *name, const char *file)
{
    const struct function_key key = {names_keep(&writer->names, name), names_keep(&writer->names, file ? file : "")};
    struct function_entry *entry = grouping_entry(&writer->functions, &key);
    if (entry->number == 0) {
        entry->number = writer->functions.count;
    }
    return entry->number;
}

static void type_write(struct writer *writer, uint32_t field, const char *type, const char *unit)
{
    protobuf_number(&writer->message, TYPE_TYPE, text_number(writer, type));
    protobuf_number(&writer->message, TYPE_UNIT, text_number(writer, unit));
    protobuf_message(&writer->profile, field, &writer->message);
}

static void types_write(struct writer *writer)
{
    char name[32];
    for (size_t i = 0; i < USAGE_VALUES; i++) {
        snprintf(name, sizeof(name), "%s_objects", usage_values[i].pprof);
        type_write(writer, PROFILE_SAMPLE_TYPE, name, "count");
        snprintf(name, sizeof(name), "%s_space", usage_values[i].pprof);
        type_write(writer, PROFILE_SAMPLE_TYPE, name, "bytes");
    }
}

static void label_write(struct writer *writer, const char *key, const char *text)
{
    protobuf_number(&writer->inner, LABEL_KEY, text_number(writer, key));
    protobuf_number(&writer->inner, LABEL_TEXT, text_number(writer, text));
    protobuf_message(&writer->message, SAMPLE_LABEL, &writer->inner);
}

static void sample_write(struct writer *writer, const struct sample *sample)
{
    for (size_t i = 0; i < sample->depth; i++) {
        protobuf_packed(&writer->inner, sample->stack[i] + 1);
    }
    protobuf_message(&writer->message, SAMPLE_LOCATION, &writer->inner);
    for (size_t i = 0; i < USAGE_VALUES; i++) {
        protobuf_packed(&writer->inner, sample->usage.amounts[i].objects);
        protobuf_packed(&writer->inner, sample->usage.amounts[i].bytes);
    }
    protobuf_message(&writer->message, SAMPLE_VALUE, &writer->inner);
    label_write(writer, "kind", kind_name(sample->usage.key.kind));
    if (sample->usage.key.name[0]) {
        label_write(writer, "name", sample->usage.key.name);
    }
    protobuf_message(&writer->profile, PROFILE_SAMPLE, &writer->message);
}

/* What a module's frames say of it. */
struct module_facts {
    uint64_t limit;
    bool functions; /* of all frames, as the others */
    bool lines;
    bool inlined;
};

static struct module_facts module_facts(const struct frames *frames, const struct module *module)
{
    struct module_facts facts = {module->base + 1, true, true, true};
    for (uint32_t i = 0; i < frames->table.count; i++) {
        const struct code_frame *frame = frames_at(frames, i);
        if (frame->code && frame->code->module == module->key) {
            facts.limit = frame->code->value >= facts.limit ? frame->code->value + 1 : facts.limit;
            facts.functions = facts.functions && frame->key.function;
            facts.lines = facts.lines && frame->key.file;
        }
    }
    facts.inlined = facts.lines;
    return facts;
}

static void mapping_write(struct writer *writer, const struct frames *frames, const struct module *module)
{
    const struct module_facts facts = module_facts(frames, module);
    struct protobuf *message = &writer->message;
    protobuf_number(message, MAPPING_ID, module->key);
    protobuf_number(message, MAPPING_START, module->base);
    protobuf_number(message, MAPPING_LIMIT, facts.limit);
    protobuf_number(message, MAPPING_FILE, text_number(writer, module->path));
    protobuf_number(message, MAPPING_BUILD_ID, text_number(writer, module->build_id));
    protobuf_number(message, MAPPING_FUNCTIONS, facts.functions);
    protobuf_number(message, MAPPING_FILES, facts.lines);
    protobuf_number(message, MAPPING_LINES, facts.lines);
    protobuf_number(message, MAPPING_INLINED, facts.inlined);
    protobuf_message(&writer->profile, PROFILE_MAPPING, message);
}

/* The program's own comes first: pprof takes the first for the main one. */
static void mappings_write(struct writer *writer, const struct frames *frames, const struct process *process)
{
    const struct grouping *modules = &process->sites.modules;
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < modules->count; i++) {
            const struct module *module = modules->entries[i];
            if ((module->path == process->program) == (pass == 0)) {
                mapping_write(writer, frames, module);
            }
        }
    }
}

static void line_write(struct writer *writer, const struct frames *frames, const struct code_frame *frame)
{
    char text[FRAME_TEXT_BYTES];
    frame_text(frames, frame, text, sizeof(text));
    const char *name = frame->key.function && !frame->key.ordinal ? frame->key.function : text;
    protobuf_number(&writer->inner, LINE_FUNCTION, function_number(writer, name, frame->key.file));
    protobuf_number(&writer->inner, LINE_LINE, frame->key.line);
    protobuf_number(&writer->inner, LINE_COLUMN, frame->key.column);
    protobuf_message(&writer->message, LOCATION_LINE, &writer->inner);
}

static void locations_write(struct writer *writer, const struct frames *frames)
{
    for (uint32_t i = 0; i < frames->table.count; i++) {
        const struct code_frame *frame = frames_at(frames, i);
        protobuf_number(&writer->message, LOCATION_ID, i + 1);
        if (frame->code) {
            protobuf_number(&writer->message, LOCATION_MAPPING, frame->code->module);
            protobuf_number(&writer->message, LOCATION_ADDRESS, frame->code->value);
        }
        if (frame->key.function || frame->key.file) {
            line_write(writer, frames, frame);
        }
        protobuf_message(&writer->profile, PROFILE_LOCATION, &writer->message);
    }
}

static void functions_write(struct writer *writer)
{
    for (size_t i = 0; i < writer->functions.count; i++) {
        const struct function_entry *entry = writer->functions.entries[i];
        protobuf_number(&writer->message, FUNCTION_ID, entry->number);
        protobuf_number(&writer->message, FUNCTION_NAME, text_number(writer, entry->key.name));
        protobuf_number(&writer->message, FUNCTION_SYSTEM_NAME, text_number(writer, entry->key.name));
        protobuf_number(&writer->message, FUNCTION_FILE, text_number(writer, entry->key.file));
        protobuf_message(&writer->profile, PROFILE_FUNCTION, &writer->message);
    }
}

static void head_write(struct writer *writer, const struct export_source *source)
{
    const struct process *process = source->process;
    if (source->analysis->trace.clock_is_unix) {
        protobuf_number(&writer->profile, PROFILE_TIME, (uint64_t)process->first_ns);
    }
    protobuf_number(&writer->profile, PROFILE_DURATION, (uint64_t)(process->last_ns - process->first_ns));
    type_write(writer, PROFILE_PERIOD_TYPE, "space", "bytes");
    protobuf_number(&writer->profile, PROFILE_PERIOD, 1);
    protobuf_number(&writer->profile, PROFILE_DEFAULT, text_number(writer, "inuse_space"));
}

/* Texts come last: writing the rest has numbered them. */
static void profile_write(struct writer *writer, const struct export_source *source, const struct profile *profile)
{
    text_number(writer, "");
    types_write(writer);
    for (size_t i = 0; i < profile->count; i++) {
        sample_write(writer, &profile->samples[i]);
    }
    mappings_write(writer, &profile->frames, source->process);
    locations_write(writer, &profile->frames);
    functions_write(writer);
    head_write(writer, source);
    for (size_t i = 0; i < writer->texts.count; i++) {
        const struct text_entry *entry = writer->texts.entries[i];
        protobuf_text(&writer->profile, PROFILE_STRING, entry->key);
    }
}

static bool gzip_write(FILE *file, const struct protobuf *profile)
{
    gzFile gzip = gzdopen(dup(fileno(file)), "wb");
    if (!gzip) {
        return false;
    }
    const bool written = gzwrite(gzip, profile->bytes, (unsigned)profile->count) == (int)profile->count;
    return gzclose(gzip) == Z_OK && written;
}

bool export_pprof(const struct export_source *source, const struct export_output *output)
{
    struct writer writer = {.texts = GROUPING_OF(struct text_entry), .functions = GROUPING_OF(struct function_entry)};
    struct usage usage;
    usage_init(&usage, true);
    usage_collect(&usage, source);
    struct profile profile = profile_of(&usage, &source->process->sites, true);
    profile_write(&writer, source, &profile);
    const bool written = gzip_write(output->file, &writer.profile);
    profile_free(&profile);
    usage_free(&usage);
    protobuf_free(&writer.profile);
    protobuf_free(&writer.message);
    protobuf_free(&writer.inner);
    grouping_free(&writer.texts);
    grouping_free(&writer.functions);
    names_free(&writer.names);
    return written;
}
