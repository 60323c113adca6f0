/* SPDX-License-Identifier: MIT */
/* What devices did, as slices of their streams. */
#include "chrome.h"

/* The thread id that a stream goes by; it is named on its first appearance. */
static uint32_t stream_of(struct writer *writer, const struct player *player, uint32_t ordinal, uint32_t number)
{
    const struct chrome_stream_key key = {player->process->pid, ordinal, number};
    struct chrome_stream *stream = grouping_entry(&writer->streams, &key);
    if (stream->shown == 0) {
        char name[64];
        stream->shown = CHROME_STREAMS + (uint32_t)writer->streams.count;
        snprintf(name, sizeof(name), "cuda:%" PRIu32 " stream %" PRIu32, ordinal, number);
        chrome_name(writer, "thread_name", player->process->pid, stream->shown, name);
    }
    return stream->shown;
}

/* CUPTI's kinds of copies. */
static const char *copy_name(uint8_t kind)
{
    static const char *const names[] = {[1] = "copy host to device",
                                        [2] = "copy device to host",
                                        [8] = "copy device to device",
                                        [9] = "copy host to host",
                                        [10] = "copy peer to peer"};
    return kind < sizeof(names) / sizeof(*names) && names[kind] ? names[kind] : "copy";
}

/* `bytes` 0: of a kernel. */
static void slice_write(struct writer *writer, const struct player *player, const char *name,
                        const struct tl_gpu_copy *work)
{
    const int64_t origin = player->process->gpu.origin_ns;
    const uint32_t stream = stream_of(writer, player, work->ordinal, work->stream);
    chrome_open(writer, "X", name, "gpu");
    chrome_place(writer, player->process->pid, stream, origin + (int64_t)work->begin);
    json_thousandths(&writer->json, "dur", work->end > work->begin ? work->end - work->begin : 0);
    json_open(&writer->json, "args", '{');
    if (work->bytes > 0) {
        json_number(&writer->json, "bytes", work->bytes);
    }
    json_number(&writer->json, "correlation", work->correlation);
    json_close(&writer->json, '}');
    json_close(&writer->json, '}');
}

void chrome_gpu(void *context, struct player *player, const struct trace_gpu_event *event)
{
    const struct tl_gpu_kernel *kernel = &event->as.kernel;
    const struct tl_gpu_set *set = &event->as.set;
    if (event->id == TL_GPU_kernel) {
        const struct tl_gpu_copy work = {kernel->begin,  kernel->end,        0, 0, kernel->ordinal,
                                         kernel->stream, kernel->correlation};
        const char *name = gpu_text(&player->process->gpu, kernel->name);
        slice_write(context, player, name[0] ? name : "kernel", &work);
    } else if (event->id == TL_GPU_copy) {
        slice_write(context, player, copy_name(event->as.copy.kind), &event->as.copy);
    } else if (event->id == TL_GPU_set) {
        const struct tl_gpu_copy work = {set->begin,   set->end,    set->bytes,      0,
                                         set->ordinal, set->stream, set->correlation};
        slice_write(context, player, "memset", &work);
    }
}
