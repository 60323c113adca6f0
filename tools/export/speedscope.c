/* SPDX-License-Identifier: MIT */
/* The file format of speedscope: one profile for each thing that objects can count for, in bytes and in objects. */
#include <stdlib.h>

#include "formats.h"
#include "json_stream.h"
#include "profile.h"

static void frames_write(struct json_stream *json, const struct frames *frames)
{
    char text[FRAME_TEXT_BYTES];
    json_open(json, "shared", '{');
    json_open(json, "frames", '[');
    for (uint32_t i = 0; i < frames->table.count; i++) {
        const struct code_frame *frame = frames_at(frames, i);
        frame_text(frames, frame, text, sizeof(text));
        json_line(json);
        json_open(json, NULL, '{');
        json_text(json, "name", text);
        if (frame->key.file) {
            json_text(json, "file", frame->key.file);
            json_number(json, "line", frame->key.line);
        }
        if (frame->key.column) {
            json_number(json, "col", frame->key.column);
        }
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}

static uint64_t weight_of(const struct sample *sample, size_t value, bool objects)
{
    const struct amount *amount = &sample->usage.amounts[value];
    return objects ? amount->objects : amount->bytes;
}

static void stack_write(struct json_stream *json, const struct sample *sample)
{
    json_line(json);
    json_open(json, NULL, '[');
    for (size_t i = sample->depth; i > 0; i--) {
        json_number(json, NULL, sample->stack[i - 1]);
    }
    json_close(json, ']');
}

static void profile_write(struct json_stream *json, const struct profile *profile, size_t value, bool objects)
{
    char name[64];
    uint64_t total = 0;
    snprintf(name, sizeof(name), "%s %s", objects ? "objects" : "bytes", usage_values[value].name);
    json_line(json);
    json_open(json, NULL, '{');
    json_text(json, "type", "sampled");
    json_text(json, "name", name);
    json_text(json, "unit", objects ? "none" : "bytes");
    json_number(json, "startValue", 0);
    json_open(json, "samples", '[');
    for (size_t i = 0; i < profile->count; i++) {
        if (weight_of(&profile->samples[i], value, objects) > 0) {
            stack_write(json, &profile->samples[i]);
        }
    }
    json_close(json, ']');
    json_open(json, "weights", '[');
    for (size_t i = 0; i < profile->count; i++) {
        const uint64_t weight = weight_of(&profile->samples[i], value, objects);
        total += weight;
        if (weight > 0) {
            json_number(json, NULL, weight);
        }
    }
    json_close(json, ']');
    json_number(json, "endValue", total);
    json_close(json, '}');
}

bool export_speedscope(const struct export_source *source, const struct export_output *output)
{
    struct usage usage;
    struct json_stream json = {.file = output->file};
    usage_init(&usage, false);
    usage_collect(&usage, source);
    struct profile profile = profile_of(&usage, &source->process->sites, false);
    json_open(&json, NULL, '{');
    json_text(&json, "$schema", "https://www.speedscope.app/file-format-schema.json");
    json_text(&json, "name", source->process->program);
    json_text(&json, "exporter", "tlscope");
    json_number(&json, "activeProfileIndex", USAGE_PEAK);
    frames_write(&json, &profile.frames);
    json_open(&json, "profiles", '[');
    for (size_t i = 0; i < 2 * (size_t)USAGE_VALUES; i++) {
        profile_write(&json, &profile, i % USAGE_VALUES, i >= USAGE_VALUES);
    }
    json_close(&json, ']');
    json_close(&json, '}');
    fputc('\n', output->file);
    profile_free(&profile);
    usage_free(&usage);
    return !ferror(output->file);
}
