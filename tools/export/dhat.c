/* SPDX-License-Identifier: MIT */
/*
 * What Valgrind's dh_view.html opens: version 2 of DHAT's file format, in microseconds instead of instructions. An
 * access to memory is nothing that a trace tells of: `bkacc` is false.
 */
#include "formats.h"
#include "json_stream.h"
#include "profile.h"

/* Objects that lived less on average are marked as short-lived in the viewer. */
enum { SHORT_LIVED_US = 500 };

static uint64_t microseconds(const struct process *process, int64_t time_ns)
{
    return time_ns > process->first_ns ? (uint64_t)(time_ns - process->first_ns) / 1000 : 0;
}

static void head_write(struct json_stream *json, const struct process *process)
{
    const struct timeline_peak *peak = &process->timeline.bytes;
    json_number(json, "dhatFileVersion", 2);
    json_text(json, "mode", "tlscope");
    json_text(json, "verb", "Made");
    json_bool(json, "bklt", true);
    json_bool(json, "bkacc", false);
    json_text(json, "bu", "byte");
    json_text(json, "bsu", "bytes");
    json_text(json, "bksu", "objects");
    json_text(json, "tu", "us");
    json_text(json, "Mtu", "s");
    json_number(json, "tuth", SHORT_LIVED_US);
    json_text(json, "cmd", process->program);
    json_number(json, "pid", process->pid);
    json_number(json, "te", microseconds(process, process->last_ns));
    json_number(json, "tg", peak->value ? microseconds(process, peak->time_ns) : 0);
}

static void amount_write(struct json_stream *json, const char *bytes, const char *objects, const struct amount *amount)
{
    json_number(json, bytes, amount->bytes);
    json_number(json, objects, amount->objects);
}

static void sample_write(struct json_stream *json, const struct sample *sample)
{
    const struct usage_entry *usage = &sample->usage;
    json_line(json);
    json_open(json, NULL, '{');
    amount_write(json, "tb", "tbk", &usage->amounts[USAGE_MADE]);
    json_number(json, "tl", usage->lifetimes_ns / 1000);
    amount_write(json, "mb", "mbk", &usage->most);
    amount_write(json, "gb", "gbk", &usage->amounts[USAGE_PEAK]);
    amount_write(json, "eb", "ebk", &usage->amounts[USAGE_END]);
    json_open(json, "fs", '[');
    for (size_t i = 0; i < sample->depth; i++) {
        json_number(json, NULL, sample->stack[i] + 1);
    }
    json_close(json, ']');
    json_close(json, '}');
}

/* Frame 0 is the viewer's root. */
static void frames_write(struct json_stream *json, const struct frames *frames)
{
    char text[FRAME_TEXT_BYTES];
    json_open(json, "ftbl", '[');
    json_text(json, NULL, "[root]");
    for (uint32_t i = 0; i < frames->table.count; i++) {
        frame_text_addressed(frames, frames_at(frames, i), text, sizeof(text));
        json_line(json);
        json_text(json, NULL, text);
    }
    json_close(json, ']');
}

bool export_dhat(const struct export_source *source, const struct export_output *output)
{
    struct usage usage;
    struct json_stream json = {.file = output->file};
    usage_init(&usage, false);
    usage_collect(&usage, source);
    struct profile profile = profile_of(&usage, &source->process->sites, true);
    json_open(&json, NULL, '{');
    head_write(&json, source->process);
    json_open(&json, "pps", '[');
    for (size_t i = 0; i < profile.count; i++) {
        sample_write(&json, &profile.samples[i]);
    }
    json_close(&json, ']');
    frames_write(&json, &profile.frames);
    json_close(&json, '}');
    fputc('\n', output->file);
    profile_free(&profile);
    usage_free(&usage);
    return !ferror(output->file);
}
