/* SPDX-License-Identifier: MIT */
/* What CUPTI saw of the devices, in words. */
#include <inttypes.h>

#include "text_words.h"

enum { SOURCES_SHOWN = 3 };

static void line(FILE *file, const char *words, uint64_t peak, uint64_t last)
{
    if (peak > 0 || last > 0) {
        fprintf(file, "   %-34s%14s%14s\n", words, words_size(peak).text, words_size(last).text);
    }
}

static void work_words(FILE *file, const char *what, const struct gpu_work *work)
{
    if (work->count > 0) {
        fprintf(file, "   %s %s in %s%s%s\n", words_grouped(work->count).text, what, words_time((int64_t)work->ns).text,
                work->bytes > 0 ? ", " : "", work->bytes > 0 ? words_size(work->bytes).text : "");
    }
}

static void sources_text(FILE *file, const struct gpu *gpu, uint32_t ordinal)
{
    size_t shown = 0;
    for (size_t i = 0; i < gpu->sources.count && shown < SOURCES_SHOWN; i++) {
        const struct gpu_source *source = gpu->sources.entries[i];
        if (source->key.ordinal == ordinal && source->text[0]) {
            fprintf(file, "%s%s %s", shown++ == 0 ? "   at most: " : ", ", words_size(source->most).text,
                    path_last_part(source->text));
        }
    }
    fprintf(file, "%s", shown > 0 ? "\n" : "");
}

static void device_text(FILE *file, const struct process *process, const struct gpu_device *device,
                        const struct colours *colours)
{
    fprintf(file, "\n%sMemory of cuda:%" PRIu32 "%s", colours->strong, device->key, colours->off);
    if (device->total > 0) {
        fprintf(file, " (%s, %s)", device->name, words_size(device->total).text);
    }
    fprintf(file, ": peak after %s\n", words_time(device->peak.time_ns - process->first_ns).text);
    fprintf(file, "   %-34s%14s%14s\n", "", "at the peak", "at the end");
    for (unsigned part = 0; part < GPU_PARTS; part++) {
        line(file, gpu_parts[part].words, device->peak.parts[part], device->last.parts[part]);
    }
    line(file, "left on the device", device->peak.available, device->last.available);
    line(file, "managed memory, wherever it is", device->peak.managed, device->last.managed);
    sources_text(file, &process->gpu, device->key);
    work_words(file, "kernels", &device->kernels);
    work_words(file, "copies", &device->copies);
    work_words(file, "memsets", &device->sets);
}

static void doubts_text(FILE *file, const struct gpu *gpu, const struct colours *colours)
{
    if (gpu->dropped > 0 || gpu->events_lost > 0) {
        fprintf(file,
                "   %sCUPTI dropped %" PRIu64 " record%s, and %" PRIu64
                " event%s of devices were lost: these numbers are not exact.%s\n",
                colours->warning, gpu->dropped, words_plural(gpu->dropped), gpu->events_lost,
                words_plural(gpu->events_lost), colours->off);
    } else if (!gpu->ended || !gpu->from_beginning) {
        fprintf(file,
                "   %sThe end of the devices' records is missing, or their beginning: what is told is a part.%s\n",
                colours->warning, colours->off);
    }
}

void text_gpu(FILE *file, const struct process *process, const struct colours *colours)
{
    const struct gpu *gpu = &process->gpu;
    for (size_t i = 0; i < gpu->devices.count; i++) {
        device_text(file, process, gpu->devices.entries[i], colours);
    }
    if (gpu->recorded && gpu->devices.count == 0) {
        fprintf(file, "\n%sDevices:%s CUPTI recorded nothing: the program used none.\n", colours->strong, colours->off);
    }
    if (gpu->recorded) {
        doubts_text(file, gpu, colours);
    }
}
