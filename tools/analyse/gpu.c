/* SPDX-License-Identifier: MIT */
#include "gpu.h"

#include <string.h>

/* How late a record may come and still be taken in order: CUPTI is asked for what it has every 100 ms. */
#define LATEST_NS INT64_C(2000000000)

/* CUPTI's kinds of memory. */
enum { MEMORY_DEVICE = 3, MEMORY_ARRAY = 4, MEMORY_MANAGED = 5, MEMORY_STATIC = 6, MEMORY_MANAGED_STATIC = 7 };

struct text {
    uint32_t key;
    const char *text;
};

const struct part gpu_parts[] = {
#define GPU_PART(code, name, words) {#name, words},
#include "gpu_parts.def"
#undef GPU_PART
};

void gpu_init(struct gpu *gpu, struct names *names)
{
    *gpu = (struct gpu){.names = names,
                        .devices = GROUPING_OF(struct gpu_device),
                        .sources = GROUPING_OF(struct gpu_source),
                        .texts = GROUPING_OF(struct text)};
}

void gpu_free(struct gpu *gpu)
{
    grouping_free(&gpu->devices);
    grouping_free(&gpu->sources);
    grouping_free(&gpu->texts);
    heap_blocks_free(&gpu->live);
    gpu_order_free(&gpu->order);
}

static struct gpu_device *device_of(struct gpu *gpu, uint32_t ordinal)
{
    struct gpu_device *device = grouping_entry(&gpu->devices, &ordinal);
    device->name = device->name ? device->name : "";
    return device;
}

static uint64_t above(uint64_t all, uint64_t part)
{
    return all > part ? all - part : 0;
}

/* The process has more there, or as much of which more is in use; of two alike, the later says more of whose it is. */
static bool is_peak(const struct gpu_sample *sample, const struct gpu_sample *peak)
{
    const uint64_t used = sample->parts[GPU_LIVE] + sample->parts[GPU_POOL] + sample->parts[GPU_OTHERS];
    const uint64_t peak_used = peak->parts[GPU_LIVE] + peak->parts[GPU_POOL] + peak->parts[GPU_OTHERS];
    const int order = compare_numbers(used + sample->parts[GPU_RESERVED], peak_used + peak->parts[GPU_RESERVED]);
    return order > 0 || (order == 0 && used >= peak_used);
}

/* What became of the device's memory by that time. */
static void sample_take(struct gpu_device *device, int64_t time_ns)
{
    struct gpu_sample sample = {.time_ns = time_ns,
                                .parts = {[GPU_LIVE] = device->tensors,
                                          [GPU_POOL] = device->pooled,
                                          [GPU_OTHERS] = above(device->allocated, device->tensors + device->pooled),
                                          [GPU_RESERVED] = device->reserved,
                                          [GPU_DRIVER] = device->driver},
                                .managed = device->managed,
                                .available = device->available};
    if (is_peak(&sample, &device->peak)) {
        device->peak = sample;
    }
    device->last = sample;
}

static void allocated_add(struct gpu_device *device, uint32_t kind, uint64_t bytes)
{
    if (kind == MEMORY_DEVICE || kind == MEMORY_ARRAY || kind == MEMORY_STATIC) {
        device->allocated += bytes;
    } else if (kind == MEMORY_MANAGED || kind == MEMORY_MANAGED_STATIC) {
        device->managed += bytes;
    }
}

static void source_add(struct gpu *gpu, uint32_t name, uint32_t ordinal, uint64_t bytes)
{
    const struct gpu_source_key key = {name, ordinal};
    struct gpu_source *source = grouping_entry(&gpu->sources, &key);
    source->bytes += bytes;
    source->most = (int64_t)bytes > 0 && source->bytes > source->most ? source->bytes : source->most;
}

/* `object` of a block stands for the kind of its memory. */
static void release(struct gpu *gpu, uint64_t address, uint32_t ordinal)
{
    struct heap_block block;
    if (heap_blocks_take(&gpu->live, address, &block)) {
        allocated_add(device_of(gpu, ordinal), block.object, 0 - block.bytes);
        source_add(gpu, block.place, ordinal, 0 - block.bytes);
    }
}

static void allocate(struct gpu *gpu, const struct gpu_step *step)
{
    if (step->address == 0) {
        return;
    }
    release(gpu, step->address, step->ordinal); /* its free was dropped */
    heap_blocks_put(&gpu->live, (struct heap_block){step->address, step->first, step->source, step->kind});
    allocated_add(device_of(gpu, step->ordinal), step->kind, step->first);
    source_add(gpu, step->source, step->ordinal, step->first);
}

static void step_apply(struct gpu *gpu, const struct gpu_step *step)
{
    struct gpu_device *device = device_of(gpu, step->ordinal);
    switch (step->what) {
    case STEP_ALLOC:
        allocate(gpu, step);
        break;
    case STEP_FREE:
        release(gpu, step->address, step->ordinal);
        break;
    case STEP_POOL:
        device->reserved = above(step->first, step->second);
        break;
    case STEP_MEMORY:
        device->available = step->second;
        device->driver = above(step->first - step->second, device->allocated + device->reserved);
        break;
    case STEP_TENSORS:
        device->tensors = step->first;
        device->pooled = step->second;
        break;
    }
    sample_take(device, step->time_ns);
}

static void steps_apply(struct gpu *gpu, int64_t until_ns)
{
    struct gpu_step step;
    while (gpu_order_take(&gpu->order, until_ns, &step)) {
        step_apply(gpu, &step);
    }
}

/* Tensors of a host, whose ordinal nobody told, count as on the first device. */
static void tensors_sum(const struct devices *devices, uint32_t ordinal, uint64_t sums[2])
{
    for (uint32_t i = 0; i < devices->count; i++) {
        const struct device *device = &devices->list[i];
        if (device->kind == TL_DEVICE_CUDA && (device->certain ? device->ordinal : 0) == ordinal) {
            sums[0] += device->bytes;
            sums[1] += device->pooled_bytes;
        }
    }
}

void gpu_tensors(struct gpu *gpu, const struct devices *devices, int64_t time_ns)
{
    for (uint32_t i = 0; devices->others && i < devices->count; i++) {
        const struct device *device = &devices->list[i];
        const uint32_t ordinal = device->certain ? device->ordinal : 0;
        if (device->kind != TL_DEVICE_CUDA ||
            (gpu->told[i][0] == device->bytes && gpu->told[i][1] == device->pooled_bytes)) {
            continue;
        }
        uint64_t sums[2] = {0};
        gpu->told[i][0] = device->bytes;
        gpu->told[i][1] = device->pooled_bytes;
        tensors_sum(devices, ordinal, sums);
        gpu_order_put(
            &gpu->order,
            (struct gpu_step){
                .time_ns = time_ns, .what = STEP_TENSORS, .ordinal = ordinal, .first = sums[0], .second = sums[1]});
    }
}

static void work_add(struct gpu_work *work, uint64_t begin, uint64_t end, uint64_t bytes)
{
    work->count++;
    work->bytes += bytes;
    work->ns += above(end, begin);
}

static void name_take(struct gpu *gpu, const struct tl_gpu_name *event)
{
    struct text *text = grouping_entry(&gpu->texts, &event->name);
    text->text = names_keep(gpu->names, event->text);
}

/* The two clocks are one, told twice by one event. */
static void start_take(struct gpu *gpu, const struct trace_gpu_event *event)
{
    gpu->origin_ns = (int64_t)((uint64_t)event->time_ns - event->as.start.time);
    gpu->same_clock = event->as.start.same_clock != 0;
    gpu->from_beginning = gpu->events == 1;
}

/* A damaged trace may have any time: modulo 2^64. */
static int64_t time_of(const struct gpu *gpu, uint64_t device_time)
{
    return (int64_t)((uint64_t)gpu->origin_ns + device_time);
}

static void device_take(struct gpu *gpu, const struct tl_gpu_device *event)
{
    struct gpu_device *device = device_of(gpu, event->ordinal);
    device->name = names_keep(gpu->names, event->text);
    device->total = event->bytes;
}

static struct gpu_step step_of_alloc(const struct tl_gpu_alloc *event)
{
    return (struct gpu_step){.what = STEP_ALLOC,
                             .ordinal = event->ordinal,
                             .source = event->source,
                             .kind = event->kind,
                             .address = event->address,
                             .first = event->bytes};
}

static struct gpu_step step_of_free(const struct tl_gpu_free *event)
{
    return (struct gpu_step){.what = STEP_FREE, .ordinal = event->ordinal, .address = event->address};
}

static struct gpu_step step_of_pool(const struct tl_gpu_pool *event)
{
    return (struct gpu_step){
        .what = STEP_POOL, .ordinal = event->ordinal, .first = event->reserved, .second = event->used};
}

static struct gpu_step step_of_memory(const struct tl_gpu_memory *event)
{
    return (struct gpu_step){
        .what = STEP_MEMORY, .ordinal = event->ordinal, .first = event->total, .second = event->available};
}

static void step_take(struct gpu *gpu, uint64_t device_time, struct gpu_step step)
{
    step.time_ns = time_of(gpu, device_time);
    gpu_order_put(&gpu->order, step);
}

static void event_take(struct gpu *gpu, const struct trace_gpu_event *event)
{
    switch (event->id) {
    case TL_GPU_start:
        start_take(gpu, event);
        break;
    case TL_GPU_device:
        device_take(gpu, &event->as.device);
        break;
    case TL_GPU_name:
        name_take(gpu, &event->as.name);
        break;
    case TL_GPU_alloc:
        step_take(gpu, event->as.alloc.time, step_of_alloc(&event->as.alloc));
        break;
    case TL_GPU_free:
        step_take(gpu, event->as.free.time, step_of_free(&event->as.free));
        break;
    case TL_GPU_pool:
        step_take(gpu, event->as.pool.time, step_of_pool(&event->as.pool));
        break;
    case TL_GPU_memory:
        step_take(gpu, event->as.memory.time, step_of_memory(&event->as.memory));
        break;
    case TL_GPU_kernel:
        work_add(&device_of(gpu, event->as.kernel.ordinal)->kernels, event->as.kernel.begin, event->as.kernel.end, 0);
        break;
    case TL_GPU_copy:
        work_add(&device_of(gpu, event->as.copy.ordinal)->copies, event->as.copy.begin, event->as.copy.end,
                 event->as.copy.bytes);
        break;
    case TL_GPU_set:
        work_add(&device_of(gpu, event->as.set.ordinal)->sets, event->as.set.begin, event->as.set.end,
                 event->as.set.bytes);
        break;
    case TL_GPU_dropped:
        gpu->dropped += event->as.dropped.records;
        break;
    case TL_GPU_end:
        gpu->end = event->as.end;
        gpu->ended = true;
        break;
    case TL_GPU_COUNT:
        break;
    }
}

void gpu_event(struct gpu *gpu, const struct trace_gpu_event *event, const struct devices *devices)
{
    gpu->recorded = true;
    gpu->events++;
    event_take(gpu, event);
    if (gpu->events == 1) {
        gpu_tensors(gpu, devices, event->time_ns);
    }
    steps_apply(gpu, event->time_ns - LATEST_NS);
}

static int by_bytes(const void *left, const void *right)
{
    const struct gpu_source *a = *(struct gpu_source *const *)left;
    const struct gpu_source *b = *(struct gpu_source *const *)right;
    const int order = compare_numbers(b->most, a->most);
    return order != 0 ? order : compare_numbers(a->key.name, b->key.name);
}

static int by_ordinal(const void *left, const void *right)
{
    const struct gpu_device *a = *(struct gpu_device *const *)left;
    const struct gpu_device *b = *(struct gpu_device *const *)right;
    return compare_numbers(a->key, b->key);
}

const char *gpu_text(const struct gpu *gpu, uint32_t number)
{
    const struct text *text = grouping_find(&gpu->texts, &number);
    return text ? text->text : "";
}

void gpu_finish(struct gpu *gpu)
{
    steps_apply(gpu, INT64_MAX);
    for (size_t i = 0; i < gpu->sources.count; i++) {
        struct gpu_source *source = gpu->sources.entries[i];
        source->text = gpu_text(gpu, source->key.name);
    }
    grouping_sort(&gpu->sources, by_bytes);
    grouping_sort(&gpu->devices, by_ordinal);
}

bool gpu_is_whole(const struct gpu *gpu)
{
    return gpu->ended && gpu->from_beginning && gpu->events_lost == 0 && gpu->dropped == 0;
}
